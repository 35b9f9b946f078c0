using Confab.Store;

namespace Confab.Billing;

/// <summary>Reads and writes of billings; each names the customer.</summary>
internal static class ChargeQueries
{
    private const string Columns = "id, customer_id, message_id, is_return, conversation_id, channel, direction, units, amount_micros, currency, items, tm_create";

    /// <summary>A page of billings, or of one message's.</summary>
    public static Task<List<Charge>> ListAsync(Sql sql, Guid customerId, Guid? messageId, PageRequest page) => sql.QueryAsync<Charge>($"""
        SELECT {Columns} FROM billings WHERE customer_id = @customerId {(messageId is null ? "" : "AND message_id = @messageId")} AND (tm_create, id) < (@Before, @BeforeId)
        ORDER BY tm_create DESC, id DESC LIMIT @limit
        """, new { customerId, messageId, page.Before, page.BeforeId, limit = page.Size + 1 });

    /// <summary>What a message has cost; null where it cost nothing, or where that was given back.</summary>
    public static Task<Charge?> FindAsync(Sql sql, Guid customerId, Guid messageId) => sql.FirstAsync<Charge>($"""
        SELECT {Columns} FROM billings b WHERE customer_id = @customerId AND message_id = @messageId AND is_return = 0
            AND NOT EXISTS (SELECT 1 FROM billings r WHERE r.customer_id = @customerId AND r.message_id = @messageId AND r.is_return = 1)
        """, new { customerId, messageId });

    public static void Insert(Unit unit, Charge charge) => unit.Write($"""
        INSERT INTO billings ({Columns})
        VALUES (@Id, @CustomerId, @MessageId, @IsReturn, @ConversationId, @Channel, @Direction, @Units, @AmountMicros, @Currency, @Items, @TmCreate)
        """, charge);

    /// <summary>Takes from a balance that the unit holds, or gives back to it. Below zero the database refuses it.</summary>
    public static void Take(Unit unit, Guid customerId, long amount) => unit.Write(
        "UPDATE balances SET amount_micros = amount_micros - @amount, tm_update = @Now WHERE customer_id = @customerId", new { customerId, amount, unit.Now });
}
