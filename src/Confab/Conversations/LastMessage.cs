namespace Confab.Conversations;

/// <summary>What a list shows of a conversation's last message.</summary>
/// <param name="Sender">Who sent it: <c>peer</c>, <c>agent</c>, <c>accesskey</c> or <c>flow</c>.</param>
/// <param name="Text">How its text begins.</param>
/// <param name="Medias">How many medias it has.</param>
internal sealed record LastMessage(string Sender, string Text, int Medias)
{
    private const int MaxText = 160;

    /// <summary>Who writes to us.</summary>
    public const string Peer = "peer";

    /// <summary>Of a message.</summary>
    public static LastMessage Of(string sender, string text, int medias) => new(sender, text.Cut(MaxText), medias);

    /// <summary>As the API shows it; null while a conversation has no message that is known here.</summary>
    public static LastMessageJson? Of(Conversation conversation) => conversation.LastSender.Length == 0 ? null
        : new(conversation.LastText, conversation.LastSender == Peer ? "incoming" : "outgoing", conversation.TmLastMessage, conversation.LastMedias, conversation.LastSender);
}

/// <summary>A conversation's last message in short, as the API shows it.</summary>
internal sealed record LastMessageJson(string Text, string Direction, Timestamp TmCreate, int MediaCount, string SenderType);
