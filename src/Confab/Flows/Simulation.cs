using System.Text.Json;
using Confab.Flows.Actions;

namespace Confab.Flows;

/// <summary>What a simulation is told: <c>{message: {text}, variables, answers, now}</c>.</summary>
/// <param name="Variables">The variables at the start.</param>
/// <param name="Answers">What awaited calls and blocks are answered, by type of action, in order.</param>
/// <param name="Now">The time at the start.</param>
internal sealed record Simulation(Dictionary<string, string> Variables, Dictionary<string, Queue<JsonElement>> Answers, Timestamp Now)
{
    private static readonly string[] Answered = ["webhook_send", "fetch", "block"];

    /// <summary>Reads a body.</summary>
    public static Simulation Read(JsonBody body, Timestamp now)
    {
        var variables = Flows.Variables.Read(body);
        var message = body.Object("message") ?? JsonBody.None;
        Flows.Variables.SetConversation(variables, new()
        {
            Peer = Wire.Text(message.Object("source")?.Address() ?? new("", ""), FlowsJson.Wire.Address),
            Self = Wire.Text(message.Object("destination")?.Address() ?? new("", ""), FlowsJson.Wire.Address)
        }, new() { Text = message.Text("text", ActionCheck.MaxText) ?? "", Direction = "incoming" });
        return new Simulation(variables, ReadAnswers(body), ReadNow(body) ?? now);
    }

    /// <summary>The next answer to an action of a type; null when there is none left.</summary>
    public JsonElement? Take(string type) => Answers.TryGetValue(type, out var queue) && queue.TryDequeue(out var answer) ? answer : null;

    private static Dictionary<string, Queue<JsonElement>> ReadAnswers(JsonBody body)
    {
        var given = body.Object("answers") ?? JsonBody.None;
        return Answered.ToDictionary(type => type, type => given.Element(type) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } list => new Queue<JsonElement>(list.EnumerateArray()),
            _ => throw Problem.Invalid(given.Path(type), "must be a list.").AsException()
        });
    }

    private static Timestamp? ReadNow(JsonBody body) => body.Text("now") is not { Length: > 0 } text ? null
        : Timestamp.TryParse(text, out var now) && now.ToDateTimeOffset().Year < 9000 ? now
        : throw Problem.Invalid("now", "must be a time before the year 9000, as in 2026-01-15 09:30:00.000000.").AsException();
}

/// <summary>What a simulation found.</summary>
/// <param name="Steps">Every action that was executed.</param>
/// <param name="Sends">What would have been sent and called, in order.</param>
/// <param name="Status"><c>ended</c>; <c>running</c> where it waits for what nobody answers.</param>
/// <param name="Error">Why it ended early.</param>
internal sealed record SimulationJson(List<SimulatedStepJson> Steps, List<SimulatedSendJson> Sends, string Status, ActiveflowErrorJson Error);

/// <summary>An action of a simulation, what became of it, and the variables after it.</summary>
internal sealed record SimulatedStepJson(ActionJson Action, string Result, Dictionary<string, string> Variables);

/// <summary>What an action would have sent or called; its type says what has a value.</summary>
internal sealed record SimulatedSendJson
{
    public Guid ActionId { get; init; }

    public string Type { get; init; } = "";

    public Guid ConversationId { get; init; }

    public string Source { get; init; } = "";

    public List<string> Destinations { get; init; } = [];

    public string Text { get; init; } = "";

    public string Uri { get; init; } = "";

    public string Method { get; init; } = "";

    public string DataType { get; init; } = "";

    public string Data { get; init; } = "";
}
