using Confab.Accounts;
using Confab.Auth;
using Confab.Channels;
using Confab.Customers;
using Confab.Store;

namespace Confab.Billing;

/// <summary><c>/prices</c>: what the messages of a customer cost.</summary>
internal sealed class PriceActions(Db db, ChannelList channels)
{
    private const long Most = 1_000_000_000_000;

    public async Task<IResult> ListAsync(Call call)
    {
        var page = call.Page;
        var rows = await db.ReadAsync(sql => PriceQueries.ListAsync(sql, call.CustomerId, page));
        return Wire.Ok(page.Cut(rows, row => (row.TmCreate, row.Id), row => row.ToJson()), BillingJson.Wire.PagePriceJson);
    }

    public async Task<IResult> GetAsync(Call call) =>
        Answer(Call.Found(await db.ReadAsync(sql => PriceQueries.FindAsync(sql, call.CustomerId, call.Id)), "price"));

    public async Task<IResult> CreateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (channel, direction, unitOf) = (Required(body, "channel", [.. channels.AllTypes]), Required(body, "direction", Price.Directions), Required(body, "unit", Price.Units));
        if (unitOf == "segment" && channel != AccountBook.Sms)
            throw Problem.Invalid("unit", $"must be \"message\" or \"media\" for {channel}: only SMS has segments.").AsException();
        var (amount, currency) = (Amount(body) ?? throw Problem.Missing("amount_micros").AsException(), Money.RequireCurrency(body.RequiredText("currency"), "currency"));
        return Answer(await ChangeAsync(call, async unit =>
        {
            var price = new Price { Id = Ids.New(unit.Now), CustomerId = call.CustomerId, Channel = channel, Direction = direction, Unit = unitOf, AmountMicros = amount, Currency = currency, TmCreate = unit.Now, TmUpdate = unit.Now, TmDelete = Timestamp.Never };
            await RequireCurrencyAsync(unit, price);
            return await PriceQueries.InsertAsync(unit, price) ? price
                : throw Problem.Exists("PRICE_ALREADY_EXISTS", "unit: this customer has a price for this channel, direction and unit already.").AsException();
        }));
    }

    public async Task<IResult> UpdateAsync(Call call)
    {
        var body = await call.BodyAsync();
        var (amount, currency) = (Amount(body), body.Text("currency") is { } text ? Money.RequireCurrency(text, "currency") : null);
        return Answer(await ChangeAsync(call, async unit =>
        {
            var before = Call.Found(await PriceQueries.FindAsync(unit, call.CustomerId, call.Id), "price");
            var price = before with { AmountMicros = amount ?? before.AmountMicros, Currency = currency ?? before.Currency, TmUpdate = unit.Now };
            await RequireCurrencyAsync(unit, price);
            PriceQueries.Update(unit, price);
            return price;
        }));
    }

    public async Task<IResult> DeleteAsync(Call call) => Answer(await db.WriteAsync(async unit =>
    {
        var price = Call.Found(await PriceQueries.FindAsync(unit, call.CustomerId, call.Id), "price") with { TmUpdate = unit.Now, TmDelete = unit.Now };
        PriceQueries.Update(unit, price);
        return price;
    }));

    /// <summary>Changes prices while their customer is held, so that all amounts keep one currency.</summary>
    private Task<Price> ChangeAsync(Call call, Func<Unit, Task<Price>> change) => db.WriteAsync(async unit =>
    {
        _ = Call.Found(await CustomerQueries.FindAsync(unit, call.CustomerId), "customer");
        return await change(unit);
    });

    private static async Task RequireCurrencyAsync(Unit unit, Price price)
    {
        var other = await unit.FirstAsync<string>($"""
            SELECT currency FROM balances WHERE customer_id = @CustomerId AND currency <> @Currency
            UNION ALL SELECT currency FROM prices WHERE customer_id = @CustomerId AND id <> @Id AND currency <> @Currency AND tm_delete = {Timestamp.NeverSql}
            """, price);
        if (other is not null)
            throw Money.Mixed("currency", other).AsException();
    }

    private static string Required(JsonBody body, string field, string[] words) => body.Word(field, words) ?? throw Problem.Missing(field).AsException();

    private static long? Amount(JsonBody body) => body.Number("amount_micros", 0, Most);

    private static IResult Answer(Price price) => Wire.Ok(price.ToJson(), BillingJson.Wire.PriceJson);
}
