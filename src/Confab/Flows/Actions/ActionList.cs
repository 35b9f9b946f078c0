namespace Confab.Flows.Actions;

/// <summary>Every type of action that this server runs, and why it does not run the others.</summary>
internal sealed class ActionList(IEnumerable<IActionKind> kinds)
{
    private static readonly HashSet<string> CallOnly =
    [
        "ai_summary", "ai_talk", "amd", "answer", "beep", "call", "condition_call_digits", "condition_call_status", "confbridge_join", "conference_join", "connect",
        "digits_receive", "digits_send", "echo", "external_media_start", "external_media_stop", "hangup", "mute", "play", "queue_join", "recording_start",
        "recording_stop", "stream_echo", "talk", "transcribe_recording", "transcribe_start", "transcribe_stop"
    ];

    private static readonly HashSet<string> Mail = ["email_send"];

    private readonly Dictionary<string, IActionKind> kinds = kinds.ToDictionary(kind => kind.Type);

    /// <summary>The type of this name, or null.</summary>
    public IActionKind? Find(string type) => kinds.GetValueOrDefault(type);

    /// <summary>Why an action of this type is refused.</summary>
    public static string WhyNot(string type) =>
        type.Length == 0 ? "is required."
        : CallOnly.Contains(type) ? $"\"{type}\" is for calls; this server carries messages, not calls."
        : Mail.Contains(type) ? $"\"{type}\" needs the e-mail channel, which this version does not have."
        : $"\"{type}\" is no known type of action.";
}
