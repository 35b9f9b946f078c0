using Confab.Store;

namespace Confab.Customers;

/// <summary>What a customer has paid beforehand. Who has none pays afterwards, and is never refused for it.</summary>
internal sealed record Balance
{
    /// <summary>Millionths of the currency; never below zero, which the database sees to.</summary>
    public long AmountMicros { get; init; }

    /// <summary>Three capital letters of ISO 4217.</summary>
    public string Currency { get; init; } = "";

    /// <summary>Asks for it; a unit holds it until it ends, so that two messages never spend the same.</summary>
    public static Ask<Balance> Ask(Sql sql, Guid customerId) =>
        sql.Ask<Balance>($"SELECT amount_micros, currency FROM balances WHERE customer_id = @customerId{sql.Lock}", new { customerId });

    /// <summary>Sets it.</summary>
    public void Save(Unit unit, Guid customerId) => unit.Write("""
        INSERT INTO balances (customer_id, amount_micros, currency, tm_update) VALUES (@customerId, @AmountMicros, @Currency, @Now)
        ON CONFLICT (customer_id) DO UPDATE SET amount_micros = excluded.amount_micros, currency = excluded.currency, tm_update = excluded.tm_update
        """, new { customerId, AmountMicros, Currency, unit.Now });

    /// <summary>Takes it away: the customer pays afterwards.</summary>
    public static void Remove(Unit unit, Guid customerId) => unit.Write("DELETE FROM balances WHERE customer_id = @customerId", new { customerId });

    public BalanceJson ToJson() => new(AmountMicros, Currency);
}

/// <summary>A balance as the API shows it.</summary>
internal sealed record BalanceJson(long AmountMicros, string Currency);
