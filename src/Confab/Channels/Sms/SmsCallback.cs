namespace Confab.Channels.Sms;

/// <summary>Where a provider tells what became of one message of ours: the account's hook, with our id of that message and nothing else as its query.</summary>
internal static class SmsCallback
{
    private const string Query = "?message=";

    /// <summary>The address for a message.</summary>
    public static string Url(ChannelAccount account, Guid messageId) => $"{account.HookUrl}{Query}{messageId}";

    /// <summary>Whether a call came to such an address.</summary>
    public static bool Is(HookRequest request) => request.Query.StartsWith(Query, StringComparison.Ordinal);

    /// <summary>The message that an address is for; null where it is not written just as we write it.</summary>
    public static Guid? MessageId(HookRequest request) => Is(request) && Guid.TryParseExact(request.Query.AsSpan(Query.Length), "D", out var id) && request.Query == $"{Query}{id}" ? id : null;
}
