using Confab.Store;

namespace Confab.Conversations;

/// <summary>
/// Pages of conversations by their last message. An index holds them by owner, state and type; what a list does not name is every value of
/// it: one seek each, of which the page takes the newest. So a page reads a bounded number of rows, whatever it is narrowed to. A CROSS JOIN
/// is one that SQLite does in the order in which it is written.
/// </summary>
/// <param name="nil">The nil UUID as SQL text.</param>
/// <param name="types">The types that conversations have.</param>
internal sealed class InboxQueries(string nil, IReadOnlyCollection<string> types)
{
    /// <summary>A word that more conversations have is looked for in the list, in so many of it at a time after the first that would be the page if all had it.</summary>
    private const int Bound = 2000;

    /// <summary>And so many times for one page, which then is what it is; its token goes on behind the last that was looked at.</summary>
    private const int Walks = 10;

    private static readonly string Columns = string.Join(", ", ConversationQueries.Columns.Split(',').Select(column => "c." + column.Trim()));

    /// <summary>A page, newest message first.</summary>
    public async Task<Page<ConversationJson>> ListAsync(Sql sql, Guid customerId, ConversationFilter filter, PageRequest page)
    {
        var terms = filter.Query.Length == 0 ? [] : SearchWords.Terms(filter.Query);
        var seeks = Seeks(filter);
        if (seeks.Count == 0 || (terms.Count == 0 && filter.Query.Length > 0))
            return Cut([], page);
        var limit = page.Size + 1;
        if (terms.Count == 0)
            return Cut(await sql.QueryAsync<Conversation>(Page(Walk(filter, seeks, "@limit"), ""), Args(page.Before, page.BeforeId)), page);

        var counts = new Ask<long>[terms.Count];
        for (var i = 0; i < terms.Count; i++)
            counts[i] = sql.Ask<long>($"SELECT COUNT(*) FROM (SELECT 1 FROM conversation_words WHERE {Has(i)} LIMIT {Bound + 1}) found", Args(page.Before, page.BeforeId));
        var (rarest, least) = (0, long.MaxValue);
        for (var i = 0; i < terms.Count; i++)
            if (await counts[i] is var count && count < least)
                (rarest, least) = (i, count);
        if (least <= Bound)
            return Cut(least == 0 ? [] : await sql.QueryAsync<Conversation>(Page(Found(filter, rarest), Having(rarest)), Args(page.Before, page.BeforeId)), page);

        var (found, before, beforeId) = (new List<Conversation>(), page.Before, page.BeforeId);
        for (var i = 0; i < Walks && found.Count < limit; i++)
        {
            var walk = Walk(filter, seeks, i == 0 ? "@limit" : "@Bound");
            var last = sql.Ask<Place>($"SELECT id, tm_last_message FROM ({walk}) walked ORDER BY tm_last_message, id LIMIT 1", Args(before, beforeId));
            found.AddRange((await sql.QueryAsync<Conversation>(Page(walk, Having(-1)), Args(before, beforeId))).Take(limit - found.Count));
            if (await last is not { } place)
                return Cut(found, page);
            (before, beforeId) = (place.TmLastMessage, place.Id);
        }
        return found.Count == limit ? Cut(found, page) : Cut(found, page) with { NextPageToken = PageRequest.Token((before, beforeId), tied: true) };

        SearchTerm Term(int i) => i < terms.Count ? terms[i] : default;

        object Args(Timestamp before, Guid beforeId) => new
        {
            customerId,
            OwnerId = filter.OwnerId ?? Guid.Empty,
            LabelId = filter.LabelId ?? Guid.Empty,
            before,
            beforeId,
            limit,
            Bound,
            w0 = Term(0).Word,
            e0 = Term(0).End,
            w1 = Term(1).Word,
            e1 = Term(1).End,
            w2 = Term(2).Word,
            e2 = Term(2).End,
            w3 = Term(3).Word,
            e3 = Term(3).End,
            w4 = Term(4).Word,
            e4 = Term(4).End,
            w5 = Term(5).Word,
            e5 = Term(5).End
        };

        string Has(int i) => terms[i].IsPrefix ? $"customer_id = @customerId AND word >= @w{i} AND word < @e{i}" : $"customer_id = @customerId AND word = @w{i}";

        // All words but one, each looked up.
        string Having(int but) => string.Concat(Enumerable.Range(0, terms.Count).Where(i => i != but)
            .Select(i => $" AND EXISTS (SELECT 1 FROM conversation_words WHERE {Has(i)} AND conversation_id = c.id)"));

        string Found(ConversationFilter by, int i) => $"""
            SELECT DISTINCT k.id, k.tm_last_message FROM (SELECT conversation_id FROM conversation_words WHERE {Has(i)}) w CROSS JOIN {Table(by)} k
            WHERE k.customer_id = @customerId AND k.id = w.conversation_id{Narrowed(by)} AND (k.tm_last_message, k.id) < (@before, @beforeId)
            """;
    }

    private static Page<ConversationJson> Cut(List<Conversation> rows, PageRequest page) => page.Cut(rows, row => (row.TmLastMessage, row.Id), row => row.ToJson());

    private static string Page(string keys, string where) => $"""
        SELECT {Columns} FROM ({keys}) found CROSS JOIN conversations c WHERE c.customer_id = @customerId AND c.id = found.id{where}
        ORDER BY found.tm_last_message DESC, found.id DESC LIMIT @limit
        """;

    /// <summary>The newest of a list, each seek's and then of all.</summary>
    private static string Walk(ConversationFilter filter, List<string> seeks, string limit) => $"""
        SELECT id, tm_last_message FROM ({string.Join(" UNION ALL ", seeks.Select(seek => $"SELECT * FROM (SELECT id, tm_last_message FROM {Table(filter)} WHERE customer_id = @customerId AND {(filter.LabelId is null ? "" : "label_id = @LabelId AND ")}{seek} AND (tm_last_message, id) < (@before, @beforeId) ORDER BY tm_last_message DESC, id DESC LIMIT {limit}) s"))}) every
        ORDER BY tm_last_message DESC, id DESC LIMIT {limit}
        """;

    private static string Table(ConversationFilter filter) => filter.LabelId is null ? "conversation_places" : "conversation_labels";

    private string Narrowed(ConversationFilter filter) => (filter.LabelId is null ? "" : " AND k.label_id = @LabelId") + (filter.OwnerId is null ? "" : " AND k.owner_id = @OwnerId")
        + (filter.Assigned switch { null => "", true => $" AND k.owner_id <> {nil}", _ => $" AND k.owner_id = {nil}" })
        + (filter.State is null ? "" : $" AND k.state = '{filter.State}'") + (filter.Type is null ? "" : $" AND k.type = '{filter.Type}'");

    /// <summary>The conditions whose lists together are the list.</summary>
    private List<string> Seeks(ConversationFilter filter)
    {
        var owner = (filter.OwnerId, filter.Assigned) switch
        {
            ({ } id, var assigned) => assigned == (id == Guid.Empty) ? Array.Empty<string>() : ["owner_id = @OwnerId"],
            (_, true) => [$"owner_id <> {nil}"],
            (_, false) => [$"owner_id = {nil}"],
            _ => [$"owner_id = {nil}", $"owner_id <> {nil}"]
        };
        var states = filter.State is { } state ? [state] : Conversation.States;
        var of = filter.Type is { } type ? [type] : types;
        return [.. from one in owner from state1 in states from type1 in of select $"{one} AND state = '{state1}' AND type = '{type1}'"];
    }

    /// <summary>Where a conversation stands in a list.</summary>
    private sealed record Place
    {
        public Guid Id { get; init; }

        public Timestamp TmLastMessage { get; init; }
    }
}
