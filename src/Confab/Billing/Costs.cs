using System.Text.Json;
using Confab.Channels;
using Confab.Channels.Sms;
using Confab.Customers;
using Confab.Store;

namespace Confab.Billing;

/// <summary>What a message is billed by.</summary>
/// <param name="ConversationType">The type of its conversation.</param>
/// <param name="Direction"><c>incoming</c> or <c>outgoing</c>.</param>
/// <param name="Text">Its text as it travels, with the links in it: an SMS takes segments of it.</param>
/// <param name="Medias">What goes with it, a JSON list.</param>
internal sealed record Billable(string ConversationType, string Direction, string Text, string Medias);

/// <summary>
/// Bills messages in the unit of work that writes them. A customer's balance is held from the first look at it until that unit ends, so
/// two messages never spend the same; a message of ours that it does not reach for is refused, one that came in takes what is left.
/// </summary>
internal sealed class Costs(ChannelList channels)
{
    /// <summary>Asks for what will be needed: early, where there is something else to ask.</summary>
    public static void Ask(Unit unit, Guid customerId) => _ = PriceQueries.AskAll(unit, customerId);

    /// <summary>Refuses what the balance does not reach for.</summary>
    public async Task RequireAsync(Sql sql, Guid customerId, Billable about)
    {
        if (Of(await PricesAsync(sql, customerId), about) is { } cost && await PurseAsync(sql, customerId) is { } purse && purse.Left < cost.AmountMicros)
            throw Problem.InsufficientBalance.AsException();
    }

    /// <summary>Writes down what a message costs, and takes it from the balance.</summary>
    public async Task ChargeAsync(Unit unit, Guid customerId, Billable about, Guid conversationId, Guid messageId)
    {
        if (Of(await PricesAsync(unit, customerId), about) is not { } cost)
            return;
        var purse = await PurseAsync(unit, customerId);
        if (purse is not null && purse.Left < cost.AmountMicros)
            cost = about.Direction == Price.Directions[0] ? cost with { AmountMicros = purse.Left } : throw Problem.InsufficientBalance.AsException();
        ChargeQueries.Insert(unit, cost with { Id = Ids.New(unit.Now), CustomerId = customerId, ConversationId = conversationId, MessageId = messageId, TmCreate = unit.Now });
        if (purse is null)
            return;
        purse.Left -= cost.AmountMicros;
        ChargeQueries.Take(unit, customerId, cost.AmountMicros);
    }

    /// <summary>Gives back what a message cost that was never sent.</summary>
    public static async Task ReturnAsync(Unit unit, Guid customerId, Guid messageId)
    {
        if (await ChargeQueries.FindAsync(unit, customerId, messageId) is not { } charge)
            return;
        ChargeQueries.Insert(unit, charge with { Id = Ids.New(unit.Now), IsReturn = true, Units = -charge.Units, AmountMicros = -charge.AmountMicros, TmCreate = unit.Now });
        if (await PurseAsync(unit, customerId) is { } purse && purse.Currency == charge.Currency)
            ChargeQueries.Take(unit, customerId, -charge.AmountMicros);
    }

    /// <summary>What a message costs by these prices; null for nothing.</summary>
    private Charge? Of(List<Price> prices, Billable about)
    {
        if (prices.Count == 0)
            return null;
        var channel = channels.TypeOf(about.ConversationType);
        var items = new List<ChargeItemJson>();
        foreach (var price in prices.Where(price => price.Channel == channel && price.Direction == about.Direction && price.AmountMicros > 0))
            if (UnitsOf(price.Unit, about) is > 0 and var units)
                items.Add(new ChargeItemJson(price.Unit, units, units * price.AmountMicros));
        return items.Count == 0 ? null : new Charge
        {
            Channel = channel, Direction = about.Direction, Units = items.Sum(item => item.Units), AmountMicros = items.Sum(item => item.AmountMicros),
            Currency = prices[0].Currency, Items = Wire.Text(items, BillingJson.Wire.ListChargeItemJson)
        };
    }

    private static long UnitsOf(string unit, Billable about) => unit switch
    {
        "segment" => SmsText.Of(about.Text).Segments,
        "media" => MediasOf(about.Medias),
        _ => 1
    };

    /// <summary>How many are pictures, films, sounds or files; what else stands there is said of a message, or of another.</summary>
    private static int MediasOf(string entries)
    {
        using var list = JsonDocument.Parse(entries);
        return list.RootElement.EnumerateArray().Count(entry => entry.Text("type") is "image" or "video" or "audio" or "file");
    }

    private static async Task<List<Price>> PricesAsync(Sql sql, Guid customerId) =>
        sql is Unit unit ? await PriceQueries.AskAll(unit, customerId) : await PriceQueries.AskAll(sql, customerId);

    private static Task<Purse?> PurseAsync(Sql sql, Guid customerId) =>
        sql is Unit unit ? unit.Once($"purse/{customerId}", () => OpenAsync(unit, customerId)) : OpenAsync(sql, customerId);

    private static async Task<Purse?> OpenAsync(Sql sql, Guid customerId)
    {
        if (await Balance.Ask(sql, customerId) is not { } balance)
            return null;
        (sql as Unit)?.StandAlone();
        return new Purse(balance.Currency) { Left = balance.AmountMicros };
    }

    /// <summary>A balance in the hands of a unit, which may write several messages.</summary>
    private sealed class Purse(string currency)
    {
        public string Currency { get; } = currency;

        public long Left { get; set; }
    }
}
