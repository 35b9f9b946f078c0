using System.Text.Json.Serialization;
using Confab.Auth;
using Confab.Channels;
using Confab.Store;

namespace Confab.Accounts;

/// <summary>Tries an account's settings at its provider and says what is wrong; sets it up there first where that is asked for.</summary>
internal sealed class AccountCheck(Db db, AccountBook book, ChannelList channels)
{
    public async Task<IResult> CheckAsync(Call call)
    {
        var setUp = (await call.OptionalBodyAsync()).Flag("set_up") ?? false;
        var account = book.Open(Call.Found(await db.ReadAsync(sql => AccountBook.FindAsync(sql, call.CustomerId, call.Id)), "account"));
        var channel = channels.Of(account);
        if (setUp && channel is not ISetup)
            throw Problem.Invalid("set_up", $"must be absent for {channel.Title}: its provider is not set up from here.").AsException();
        var findings = await FindAsync(channel, account, setUp, call.Http.RequestAborted);
        var quota = findings.Count == 0 && channel is IQuota known ? await known.GetQuotaAsync(account, call.Http.RequestAborted) : null;
        return Wire.Ok(new CheckJson(findings.Count == 0, findings, quota is null ? null : new QuotaJson(quota.Limit, quota.Used)), AccountCheckJson.Wire.CheckJson);
    }

    /// <summary>The first faults there are: of the settings by themselves, of setting up, of what the provider says.</summary>
    private static async Task<IReadOnlyList<Fault>> FindAsync(IChannel channel, ChannelAccount account, bool setUp, CancellationToken stop)
    {
        var faults = channel.Check(account);
        if (faults.Count == 0 && setUp)
            faults = await ((ISetup)channel).SetUpAsync(account, stop);
        return faults.Count == 0 && channel is IProbe probe ? await probe.ProbeAsync(account, stop) : faults;
    }
}

/// <summary>What a check found.</summary>
internal sealed record CheckJson(bool Ok, IReadOnlyList<Fault> Findings, QuotaJson? Quota);

/// <summary>How much an account may send in this month, -1 for any number, and how much it has sent.</summary>
internal sealed record QuotaJson(long Limit, long Used);

[JsonSerializable(typeof(CheckJson))]
internal sealed partial class AccountCheckJson : JsonSerializerContext
{
    public static readonly AccountCheckJson Wire = new(Basics.Wire.NewOptions());
}
