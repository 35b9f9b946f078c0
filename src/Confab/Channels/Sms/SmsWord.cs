namespace Confab.Channels.Sms;

/// <summary>Messages that are a command to whoever sends SMS (CTIA Messaging Principles, 5.1.3): the whole text, in any case.</summary>
public static class SmsWord
{
    /// <summary>No more messages to this peer from this number.</summary>
    public const string Stop = "STOP";

    /// <summary>Messages are welcome again.</summary>
    public const string Start = "START";

    /// <summary>Who is this?</summary>
    public const string Help = "HELP";

    /// <summary>The settings of an account with what is answered to each; empty where the provider answers itself.</summary>
    public static readonly AccountField[] Fields = [Field(Stop), Field(Start), Field(Help)];

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STOP"] = Stop, ["STOPALL"] = Stop, ["STOP ALL"] = Stop, ["UNSUBSCRIBE"] = Stop, ["CANCEL"] = Stop, ["END"] = Stop, ["QUIT"] = Stop, ["REVOKE"] = Stop, ["OPTOUT"] = Stop,
        ["START"] = Start, ["YES"] = Start, ["UNSTOP"] = Start,
        ["HELP"] = Help, ["INFO"] = Help
    };

    /// <summary>Which of the three a text is; empty for none.</summary>
    public static string Of(string text) => Words.GetValueOrDefault(text.Trim(), "");

    /// <summary>What an account answers to it; empty for nothing.</summary>
    public static string Answer(ChannelAccount account, string word) => word.Length == 0 ? "" : account.Data(Setting(word));

    private static AccountField Field(string word) => AccountField.Text(Setting(word), $"Answer to {word}", "Leave it empty where the provider answers by itself.");

    private static string Setting(string word) => word.ToLowerInvariant() + "_text";
}
