using System.Text.Json;
using Confab.Accounts;
using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Entries that are about another message, an answer's or a reaction's: we say <c>message_id</c> by our id, the provider by its own.</summary>
internal static class MessageReplies
{
    private const string Field = "message_id";

    /// <summary>What a message of ours answers: the provider's id of the message that an entry of it names by <c>message_id</c>.</summary>
    public static async Task<MessageThread> OfAsync(Db db, Message message)
    {
        if (!message.Medias.Contains(Field, StringComparison.Ordinal) || Named(message.Medias) is not { } named)
            return MessageThread.None;
        var providerId = !Ids.TryParse(named, out var id) ? named : await db.ReadAsync(sql => sql.FirstAsync<string>(
            "SELECT provider_id FROM messages WHERE customer_id = @CustomerId AND conversation_id = @ConversationId AND id = @id", new { message.CustomerId, message.ConversationId, id }));
        return MessageThread.None with { InReplyTo = providerId ?? "" };
    }

    /// <summary>Refuses entries that name a message which is not in the conversation, or has not got as far as the provider.</summary>
    public static async Task RequireAsync(Unit unit, Conversation conversation, string medias)
    {
        if (medias.Contains(Field, StringComparison.Ordinal) && Named(medias) is { } named && Ids.TryParse(named, out var id) && await unit.FirstAsync<Guid?>(
            "SELECT id FROM messages WHERE customer_id = @CustomerId AND conversation_id = @conversationId AND id = @id AND provider_id <> ''", new { conversation.CustomerId, conversationId = conversation.Id, id }) is null)
            throw Problem.Invalid($"medias.{Field}", "is no message of this conversation that came in or was sent.").AsException();
    }

    /// <summary>The entries that came in, each with our id of the message that it is about; where that is none of ours, with the provider's.</summary>
    public static async Task<IReadOnlyList<InboundMedia>> NameAsync(Unit unit, Account account, IReadOnlyList<InboundMedia> medias)
    {
        if (medias.All(media => media.About.Length == 0))
            return medias;
        var named = new List<InboundMedia>();
        foreach (var media in medias)
        {
            var id = media.About.Length == 0 ? null : await unit.FirstAsync<Guid?>("SELECT id FROM messages WHERE customer_id = @CustomerId AND account_id = @Id AND provider_id = @About AND provider_id <> ''",
                new { account.CustomerId, account.Id, media.About });
            named.Add(media.About.Length == 0 ? media : media with { Details = new Dictionary<string, object>(media.Details) { [Field] = id?.ToString() ?? media.About } });
        }
        return named;
    }

    private static string? Named(string medias)
    {
        using var document = JsonDocument.Parse(medias);
        return document.RootElement.EnumerateArray().Select(entry => entry.Text(Field)).FirstOrDefault(id => id.Length > 0);
    }
}
