using Confab.Channels;
using Confab.Conversations;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Where messages stand among those before them, on channels where each names the ones that it answers.</summary>
internal static class MessageThreads
{
    /// <summary>So many of the last messages are looked at.</summary>
    private const int Remembered = 20;

    private const string BeforeSql = $"""
        SELECT direction, subject, provider_id FROM messages
        WHERE customer_id = @CustomerId AND conversation_id = @ConversationId AND tm_delete = {Timestamp.NeverSql} AND tm_create < @TmCreate
        ORDER BY tm_create DESC, id DESC
        """;

    /// <summary>The subject of an answer to the last message of a conversation; empty where it has none.</summary>
    public static async Task<string> AnswerAsync(Sql sql, IThreads channel, Conversation conversation) =>
        await sql.FirstAsync<Before>($"{BeforeSql} LIMIT 1", new { conversation.CustomerId, ConversationId = conversation.Id, TmCreate = Timestamp.Never }) is { } last
            ? channel.Answer(last.Subject) : "";

    /// <summary>A message's subject, and the messages before it that have the same.</summary>
    public static async Task<MessageThread> OfAsync(Sql sql, IThreads channel, Message message)
    {
        var before = (await sql.QueryAsync<Before>($"{BeforeSql} LIMIT {Remembered}", message))
            .Where(row => row.ProviderId.Length > 0 && channel.SameThread(row.Subject, message.Subject)).Reverse().ToList();
        var answered = before.FindLast(row => row.Direction == "incoming") ?? before.LastOrDefault();
        return new MessageThread(message.Subject, answered?.ProviderId ?? "", before.ConvertAll(row => row.ProviderId));
    }

    private sealed class Before
    {
        public string Direction { get; init; } = "";

        public string Subject { get; init; } = "";

        public string ProviderId { get; init; } = "";
    }
}
