using System.Text;
using Confab.Conversations;
using Confab.Messages;

namespace Confab.Flows;

/// <summary>The variables of an activeflow.</summary>
internal static class Variables
{
    /// <summary>Names that only the server sets begin with this.</summary>
    public const string Reserved = "voipbin.";

    /// <summary>The most variables of an activeflow, those that the server sets included.</summary>
    public const int MaxCount = 1000;

    /// <summary>The most variables that a start is given.</summary>
    private const int MaxGivenCount = 100;

    /// <summary>The longest value of such a variable; all of them together may be twice as long.</summary>
    private const int MaxGiven = 32_768;

    /// <summary>The longest text that variables may make, in characters.</summary>
    public const int MaxExpanded = 1 << 20;

    /// <summary>Whether only the server sets a name.</summary>
    public static bool IsReserved(string name) => name.StartsWith(Reserved, StringComparison.Ordinal);

    /// <summary>
    /// A text with every <c>${name}</c> replaced by its variable's value, in one pass: a value is never expanded again, and an unknown
    /// variable reads as empty.
    /// </summary>
    /// <exception cref="ProblemException">The result would be longer than <see cref="MaxExpanded"/>.</exception>
    public static string Expand(string text, IReadOnlyDictionary<string, string> variables) => Expand(text, name => variables.GetValueOrDefault(name, ""));

    /// <summary>The same with what the names stand for.</summary>
    public static string Expand(string text, Func<string, string> valueOf)
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is >= 0 and var open && text.IndexOf('}', open) is >= 0 and var close)
        {
            result.Append(text, at, open - at).Append(valueOf(text[(open + 2)..close].Trim()));
            at = close + 1;
            if (result.Length > MaxExpanded)
                throw Problem.Invalid("text", $"is longer than {MaxExpanded} characters with its variables.").AsException();
        }
        return result.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>What an activeflow knows of the conversation and the message that started it.</summary>
    public static void SetConversation(Dictionary<string, string> variables, Conversation conversation, Message message)
    {
        variables["voipbin.conversation.id"] = conversation.Id.ToString();
        variables["voipbin.conversation.owner_id"] = conversation.OwnerId.ToString();
        SetAddress(variables, "voipbin.conversation.self.", conversation.SelfAddress);
        SetAddress(variables, "voipbin.conversation.peer.", conversation.PeerAddress);
        variables["voipbin.conversation_message.id"] = message.Id.ToString();
        variables["voipbin.conversation_message.text"] = message.Text;
        variables["voipbin.conversation_message.direction"] = message.Direction;
    }

    /// <summary>
    /// What a body's <c>variables</c> set before an activeflow starts: at most 100 texts of 32 KB each and 64 KB together. Names that only
    /// the server sets are ignored.
    /// </summary>
    /// <exception cref="ProblemException">There is too much, or something that is no text.</exception>
    public static Dictionary<string, string> Read(JsonBody body)
    {
        var variables = new Dictionary<string, string>();
        if (body.Object("variables") is not { } given)
            return variables;
        foreach (var property in given.Root.EnumerateObject().Where(property => !IsReserved(property.Name)))
            variables[property.Name] = property.Name.Length == 0 ? throw Problem.Invalid("variables", "must all have a name.").AsException() : given.Text(property.Name, MaxGiven) ?? "";
        if (variables.Count > MaxGivenCount)
            throw Problem.Invalid("variables", $"must be at most {MaxGivenCount}.").AsException();
        if (variables.Sum(entry => Encoding.UTF8.GetByteCount(entry.Key) + Encoding.UTF8.GetByteCount(entry.Value)) > 2 * MaxGiven)
            throw Problem.Invalid("variables", $"must be at most {2 * MaxGiven} bytes together.").AsException();
        return variables;
    }

    /// <summary>What an activeflow knows of itself.</summary>
    public static void SetActiveflow(Dictionary<string, string> variables, Activeflow activeflow, int completeCount)
    {
        variables["voipbin.activeflow.id"] = activeflow.Id.ToString();
        variables["voipbin.activeflow.reference_type"] = activeflow.ReferenceType;
        variables["voipbin.activeflow.reference_id"] = activeflow.ReferenceId.ToString();
        variables["voipbin.activeflow.reference_activeflow_id"] = activeflow.ReferenceActiveflowId.ToString();
        variables["voipbin.activeflow.flow_id"] = activeflow.FlowId.ToString();
        variables["voipbin.activeflow.complete_count"] = completeCount.ToString();
    }

    private static void SetAddress(Dictionary<string, string> variables, string prefix, Address address)
    {
        variables[prefix + "type"] = address.Type;
        variables[prefix + "target"] = address.Target;
        variables[prefix + "target_name"] = address.TargetName;
        variables[prefix + "name"] = address.Name;
        variables[prefix + "detail"] = address.Detail;
    }
}
