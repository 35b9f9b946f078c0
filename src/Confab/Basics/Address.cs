namespace Confab.Basics;

/// <summary>One end of a conversation, as the API shows it.</summary>
/// <param name="Type"><c>tel</c> (E.164), <c>line</c>, <c>whatsapp</c>, <c>email</c>, <c>webchat</c>, <c>web_session</c>, <c>agent</c>, or empty.</param>
/// <param name="Target">The number, user id or mail address.</param>
/// <param name="TargetName">What the one at that address is called.</param>
/// <param name="Name">A label of our own.</param>
/// <param name="Detail">Notes of our own.</param>
public sealed record Address(string Type, string Target, string TargetName = "", string Name = "", string Detail = "")
{
    /// <summary>The address types that the API knows.</summary>
    public static readonly IReadOnlyCollection<string> Types =
    [
        "", "agent", "conference", "email", "extension", "line", "sip", "tel", "web_session", "webchat", "whatsapp"
    ];
}
