using Confab.Store;

namespace Confab.Conversations;

/// <summary>The labels of conversations, a row each, by which lists of a label find their page. What a list is narrowed by stands in them too.</summary>
internal static class ConversationLabels
{
    /// <summary>The most labels of one conversation.</summary>
    public const int Max = 50;

    /// <summary>Follows a change of a conversation that the unit holds.</summary>
    public static void Follow(Unit unit, Conversation before, Conversation after)
    {
        if (before.LabelIds == after.LabelIds)
        {
            if ((before.OwnerId, before.State) != (after.OwnerId, after.State))
                Move(unit, after);
            return;
        }
        unit.Write("DELETE FROM conversation_labels WHERE customer_id = @CustomerId AND id = @Id", after);
        foreach (var labelId in Wire.Read(after.LabelIds, ConversationsJson.Wire.ListGuid))
            unit.Write("""
                INSERT INTO conversation_labels (customer_id, id, label_id, owner_id, state, type, tm_last_message)
                VALUES (@CustomerId, @Id, @labelId, @OwnerId, @State, @Type, @TmLastMessage)
                """, new { after.CustomerId, after.Id, labelId, after.OwnerId, after.State, after.Type, after.TmLastMessage });
    }

    /// <summary>Some of the conversations that have a label.</summary>
    public static Task<List<Guid>> HavingAsync(Sql sql, Guid customerId, Guid labelId, int limit) => sql.QueryAsync<Guid>(
        "SELECT id FROM conversation_labels WHERE customer_id = @customerId AND label_id = @labelId LIMIT @limit", new { customerId, labelId, limit });

    /// <summary>Writes where a conversation stands now. Costs nothing where it has no labels.</summary>
    public static void Move(Unit unit, Conversation conversation)
    {
        if (conversation.LabelIds != Conversation.NoLabels)
            unit.Write("UPDATE conversation_labels SET owner_id = @OwnerId, state = @State, tm_last_message = @TmLastMessage WHERE customer_id = @CustomerId AND id = @Id", conversation);
    }
}
