using System.Text.Json;
using Confab.Store;

namespace Confab.Conversations;

/// <summary>Shows the last message of conversations that were there before lists showed it.</summary>
internal static class LastMessageFill
{
    /// <summary>Does so for conversations that the unit holds and that show none: what comes in meanwhile waits, and then shows itself.</summary>
    public static async Task RunAsync(Unit unit, List<(Guid CustomerId, Guid Id)> held)
    {
        var asked = held.ConvertAll(conversation => unit.Ask<Newest>($"""
            SELECT sender_type, text, medias FROM messages WHERE customer_id = @CustomerId AND conversation_id = @Id AND tm_delete = {Timestamp.NeverSql}
            ORDER BY sequence DESC LIMIT 1
            """, new { conversation.CustomerId, conversation.Id }));
        for (var i = 0; i < held.Count; i++)
            if (await asked[i] is { } newest)
                ConversationQueries.Show(unit, new Conversation { CustomerId = held[i].CustomerId, Id = held[i].Id }.Showing(LastMessage.Of(newest.SenderType, newest.Text, Count(newest.Medias))));
    }

    private static int Count(string medias)
    {
        using var list = JsonDocument.Parse(medias);
        return list.RootElement.GetArrayLength();
    }

    private sealed record Newest
    {
        public string SenderType { get; init; } = "";

        public string Text { get; init; } = "";

        public string Medias { get; init; } = "";
    }
}
