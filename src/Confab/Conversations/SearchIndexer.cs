using Confab.Store;

namespace Confab.Conversations;

/// <summary>
/// Keeps which words conversations have. No message waits for it: it finds those whose last message is newer than what it has looked at,
/// a few at a time, and any number of nodes share the work.
/// </summary>
internal sealed partial class SearchIndexer(Db db, TimeProvider clock, ILogger<SearchIndexer> log) : BackgroundService
{
    private const int Conversations = 20;
    private const int Messages = 50;

    /// <summary>A step ends with the message that brings it to so many words.</summary>
    private const int Words = 2000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var (more, begun) = (false, clock.GetTimestamp());
            try
            {
                more = await db.ReadAsync(sql => sql.FirstAsync<bool>("SELECT 1 FROM conversation_places WHERE tm_words < tm_last_message LIMIT 1")) && await db.WriteAsync(StepAsync) > 0;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogTrouble(e.Message);
            }
            await Task.Delay(more ? BreathAfter(clock.GetElapsedTime(begun)) : Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Between two steps twice as long as a step took, and a breath at least: whoever waits for the database gets it, however much there is to look at.</summary>
    private static TimeSpan BreathAfter(TimeSpan step) => step * 2 > Breath ? step * 2 : Breath;

    /// <summary>Looks at some conversations that nobody else looks at; those that were looked at last come first. Returns how many.</summary>
    public static async Task<int> StepAsync(Unit unit)
    {
        var found = await unit.QueryAsync<Unindexed>($"""
            SELECT c.customer_id, c.id, c.name, c.auto_title, c.peer, c.tm_words, c.tm_last_message, c.last_sender
            FROM conversation_places p CROSS JOIN conversations c WHERE p.tm_words < p.tm_last_message AND c.customer_id = p.customer_id AND c.id = p.id
            ORDER BY p.tm_words DESC LIMIT {Conversations}{unit.SkipLocked}
            """);
        var asked = found.ConvertAll(conversation => unit.AskAll<Said>($"""
            SELECT subject, text, tm_create FROM messages
            WHERE customer_id = @CustomerId AND conversation_id = @Id AND tm_delete = {Timestamp.NeverSql} AND tm_create > @TmWords ORDER BY tm_create LIMIT {Messages}
            """, conversation));
        await LastMessageFill.RunAsync(unit, [.. found.Where(conversation => conversation is { LastSender: "" } && conversation.TmWords < default(Timestamp)).Select(conversation => (conversation.CustomerId, conversation.Id))]);
        var written = 0;
        for (var i = 0; i < found.Count; i++)
        {
            var (conversation, messages) = (found[i], await asked[i]);
            if (written >= Words)
                continue; // for another step, but asked for
            var words = conversation.TmWords < default(Timestamp) ? Names(conversation.Name, conversation.AutoTitle, conversation.Peer) : [];
            var seen = 0;
            while (seen < messages.Count && (seen == 0 || written + words.Count < Words))
                words.UnionWith(SearchWords.Of($"{messages[seen].Subject} {messages[seen++].Text}"));
            if (words.Count > 0)
                unit.Write($"INSERT INTO conversation_words (customer_id, word, conversation_id) SELECT @CustomerId, value, @Id FROM {unit.WordsOf("@words")} WHERE true ON CONFLICT DO NOTHING",
                    new { conversation.CustomerId, words = string.Join(' ', words.Order(StringComparer.Ordinal)), conversation.Id });
            written += words.Count;
            var reached = seen < messages.Count || seen == Messages ? messages[seen - 1].TmCreate : conversation.TmLastMessage;
            unit.Write("UPDATE conversations SET tm_words = @reached WHERE customer_id = @CustomerId AND id = @Id", new { reached, conversation.CustomerId, conversation.Id });
        }
        return found.Count;
    }

    /// <summary>Forgets what a text of a conversation said; the rest of it is looked at anew. The unit holds the conversation.</summary>
    public static void Forget(Unit unit, Conversation conversation, string text) => Forget(unit, conversation, SearchWords.Of(text));

    /// <summary>Forgets what a conversation and its peer were called, as far as they are called so no longer. The unit holds the conversation.</summary>
    public static void ForgetNames(Unit unit, Conversation before, Conversation after)
    {
        if (before.Name == after.Name && before.Peer == after.Peer)
            return;
        var former = Names(before.Name, before.AutoTitle, before.Peer);
        former.ExceptWith(Names(after.Name, after.AutoTitle, after.Peer));
        Forget(unit, after, former);
    }

    /// <summary>The words of the name that somebody gave a conversation, and of its peer.</summary>
    private static HashSet<string> Names(string name, bool isAuto, string peer) => [.. SearchWords.Of(isAuto ? "" : name), .. SearchWords.Of(Wire.Read(peer, ConversationsJson.Wire.Address))];

    private static void Forget(Unit unit, Conversation conversation, HashSet<string> words)
    {
        foreach (var word in words)
            unit.Write("DELETE FROM conversation_words WHERE customer_id = @CustomerId AND word = @word AND conversation_id = @Id", new { conversation.CustomerId, word, conversation.Id });
        unit.Write("UPDATE conversations SET tm_words = -1 WHERE customer_id = @CustomerId AND id = @Id", conversation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "what was written cannot be made findable now: {Reason}")]
    private partial void LogTrouble(string reason);

    private sealed record Unindexed
    {
        public Guid CustomerId { get; init; }

        public Guid Id { get; init; }

        public string Name { get; init; } = "";

        public bool AutoTitle { get; init; }

        public string Peer { get; init; } = "";

        public Timestamp TmWords { get; init; }

        public Timestamp TmLastMessage { get; init; }

        public string LastSender { get; init; } = "";
    }

    private sealed record Said
    {
        public string Subject { get; init; } = "";

        public string Text { get; init; } = "";

        public Timestamp TmCreate { get; init; }
    }
}
