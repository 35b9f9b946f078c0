using Confab.Channels;
using Confab.Channels.Webchat;
using Confab.Conversations;
using Confab.Events;
using Confab.Messages;
using Confab.Store;

namespace Confab.Webchat;

/// <summary>
/// Shows visitors what is said in their conversation, in the unit of work in which it is said: what was accepted is there, and live. An ended
/// session takes nothing more, from either side.
/// </summary>
internal sealed class WebchatDesk(Db db, EventLog events) : IMessageGate, IWebchatDesk
{
    /// <summary>409: nothing can be said any more.</summary>
    public static Problem HasEnded { get; } = Problem.State("STATE_INVALID", "The web chat session has ended.");

    /// <inheritdoc />
    public async Task CheckAsync(Sql sql, Conversation conversation)
    {
        if (conversation.Type == WebchatChannel.Type
            && await SessionQueries.FindAsync(sql, conversation.CustomerId, SessionOf(conversation.DialogId), toChange: true) is not { Status: WebchatSession.Active })
            throw HasEnded.AsException();
    }

    /// <inheritdoc />
    public async Task PassedAsync(Unit unit, Conversation conversation, Message message)
    {
        if (conversation.Type != WebchatChannel.Type)
            return;
        var sessionId = SessionOf(conversation.DialogId);
        if (!await SessionQueries.TouchAsync(unit, conversation.CustomerId, sessionId, message.TmCreate))
            throw HasEnded.AsException();
        if (message.Medias == "[]")
            await ShowAsync(unit, conversation, WebchatMessage.Of(message, sessionId, message.Text, "[]"));
    }

    /// <inheritdoc />
    public Task ShowAsync(OutboundMessage message, ChannelAccount account, CancellationToken stop) => db.WriteAsync(async unit =>
    {
        var (sessionId, medias) = (SessionOf(message.DialogId), message.Medias.Select(media => new ShownMedia(media.Type, media.Filename, media.ContentType, media.Size, media.Url)).ToList());
        if (await unit.FirstAsync<Guid>("SELECT customer_id FROM accounts WHERE id = @Id", new { account.Id }) is var customerId
            && await MessageQueries.FindAsync(unit, customerId, message.Id) is { } kept && await ConversationQueries.FindAsync(unit, customerId, kept.ConversationId) is { } conversation)
            await ShowAsync(unit, conversation, WebchatMessage.Of(kept, sessionId, message.Text, Wire.Text(medias, WebchatJson.Wire.ListShownMedia)));
    });

    private async Task ShowAsync(Unit unit, Conversation conversation, WebchatMessage message)
    {
        if (await WebchatMessageQueries.InsertAsync(unit, message))
            await events.AddAsync(unit, message.CustomerId, "webchat_message_created", conversation.Id, message.ToJson(), WebchatJson.Wire.WebchatMessageJson,
                new EventAbout(message.SessionId, conversation.OwnerId));
    }

    private static Guid SessionOf(string dialogId) => Ids.TryParse(dialogId, out var id) ? id : throw new InvalidOperationException("a web chat's conversation without a session");
}
