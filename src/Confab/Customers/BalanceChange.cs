using Confab.Store;

namespace Confab.Customers;

/// <summary>
/// What <c>PUT /customer</c> says of the balance: <c>{"amount_micros", "currency"}</c> sets it, <c>{"add_micros"}</c> adds to what is there, which
/// needs no look at it before, and <c>null</c> ends it.
/// </summary>
internal sealed record BalanceChange(long? Amount, long? Add, string? Currency)
{
    private const long Most = 1_000_000_000_000_000;
    private static readonly BalanceChange End = new(null, null, null);

    /// <summary>Reads it; null where the body says nothing of it.</summary>
    public static BalanceChange? Read(JsonBody body)
    {
        if (body.Object("balance") is not { } balance)
            return body.Root.TryGetProperty("balance", out _) ? End : null;
        var (amount, add) = (balance.Number("amount_micros", 0, Most), balance.Number("add_micros", -Most, Most));
        if (amount is null == add is null)
            throw Problem.Invalid(balance.Path(amount is null ? "amount_micros" : "add_micros"), "one of amount_micros and add_micros must be there.").AsException();
        var currency = balance.Text("currency") is { } text ? Money.RequireCurrency(text, balance.Path("currency")) : null;
        return new BalanceChange(amount, add, currency);
    }

    /// <summary>Makes the change; the customer's row is held, so that its prices keep the same currency.</summary>
    public async Task<Balance?> ApplyAsync(Unit unit, Guid customerId)
    {
        if (this == End)
        {
            Balance.Remove(unit, customerId);
            return null;
        }
        var before = await Balance.Ask(unit, customerId);
        var currency = Currency ?? before?.Currency ?? throw Problem.Missing("balance.currency").AsException();
        if (Add is not null && before is not null && before.Currency != currency)
            throw Money.Mixed("balance.currency", before.Currency).AsException();
        if (await unit.FirstAsync<string>($"SELECT currency FROM prices WHERE customer_id = @customerId AND currency <> @currency AND tm_delete = {Timestamp.NeverSql}", new { customerId, currency }) is { } other)
            throw Money.Mixed("balance.currency", other).AsException();
        var after = new Balance { AmountMicros = Amount ?? checked((before?.AmountMicros ?? 0) + Add!.Value), Currency = currency };
        if (after.AmountMicros is < 0 or > Most)
            throw Problem.Invalid("balance.add_micros", $"must leave a balance from 0 to {Most}; it is {before?.AmountMicros ?? 0}.").AsException();
        after.Save(unit, customerId);
        return after;
    }
}
