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

    /// <summary>The medias of a message of ours, each with the provider's id of the message that it names; empty where that is no more.</summary>
    public static async Task<List<OutboundMedia>> NameAsync(Db db, Message message, List<OutboundMedia> medias)
    {
        var known = Ours(medias.Select(media => media.Entry)) is { Count: > 0 } ours ? await db.ReadAsync(sql => FindAsync(sql, message.CustomerId, message.ConversationId, ours)) : new();
        return medias.ConvertAll(media => media with { About = Ids.TryParse(media.Entry.Text(Field), out var id) ? known.GetValueOrDefault(id, "") : media.Entry.Text(Field) });
    }

    /// <summary>Refuses an entry that names a message which is not in the conversation, or has not got as far as the provider.</summary>
    public static async Task RequireAsync(Unit unit, Conversation conversation, IReadOnlyList<MediaAsk> asks)
    {
        var known = Ours(asks.Select(ask => ask.Entry)) is { Count: > 0 } ours ? await FindAsync(unit, conversation.CustomerId, conversation.Id, ours) : new();
        foreach (var ask in asks)
            if (Ids.TryParse(ask.Entry.Text(Field), out var id) && !known.ContainsKey(id))
                throw Problem.Invalid($"{ask.Field}.{Field}", "is no message of this conversation that came in or was sent.").AsException();
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

    private static List<Guid> Ours(IEnumerable<JsonElement> entries) => [.. entries.Select(entry => Ids.TryParse(entry.Text(Field), out var id) ? id : (Guid?)null).OfType<Guid>().Distinct()];

    /// <summary>The provider's ids of messages of a conversation that have one.</summary>
    private static async Task<Dictionary<Guid, string>> FindAsync(Sql sql, Guid customerId, Guid conversationId, List<Guid> ids) => (await sql.QueryAsync<Known, Guid>(
        "SELECT id, provider_id FROM messages WHERE customer_id = @customerId AND conversation_id = @conversationId AND id IN {items} AND provider_id <> ''",
        new { customerId, conversationId }, ids)).ToDictionary(known => known.Id, known => known.ProviderId);

    private sealed record Known
    {
        public Guid Id { get; init; }

        public string ProviderId { get; init; } = "";
    }
}
