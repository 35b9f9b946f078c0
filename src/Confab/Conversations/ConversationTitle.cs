namespace Confab.Conversations;

/// <summary>Titles a conversation that nobody has named.</summary>
internal static class ConversationTitle
{
    private const string Nobody = "Unknown";

    /// <summary>The name: <c>SMS · Ann (+15550199001)</c>, <c>LINE · Taro</c>, <c>LINE · Unknown</c>.</summary>
    public static string Name(string channel, Address peer) => $"{channel} · {Peer(peer)}";

    /// <summary>The detail: <c>LINE conversation</c>.</summary>
    public static string Detail(string channel) => $"{channel} conversation";

    /// <summary>What to call a peer: its name, and its target where that means something to a person.</summary>
    private static string Peer(Address peer)
    {
        var target = peer.Type is "tel" or "email" or "whatsapp" ? peer.Target : "";
        return (peer.TargetName, target) switch
        {
            ({ Length: > 0 } name, { Length: > 0 }) => $"{name} ({target})",
            ({ Length: > 0 } name, _) => name,
            (_, { Length: > 0 }) => target,
            _ => Nobody
        };
    }
}
