using Confab.Accounts;
using Confab.Channels;
using Confab.Store;

namespace Confab.Messages;

/// <summary>Sees to it that each account whose provider can be asked is looked at.</summary>
internal sealed class PollPlan(AccountBook accounts, ChannelList channels, Jobs jobs, Settings settings) : IChore
{
    private const int Rows = 100;

    public string Name => "poll";

    public TimeSpan? Every => settings.PollEvery > TimeSpan.Zero ? settings.PollEvery : null;

    public async Task<string?> StepAsync(Unit unit, string from)
    {
        if (Every is null)
            return null;
        var rows = await AccountBook.ListAllAsync(unit, from.Length == 0 ? Guid.Empty : Guid.ParseExact(from, "N"), Rows);
        var polled = rows.FindAll(account => channels.Of(accounts.Open(account)) is IPolled);
        var planned = polled.Count == 0 ? [] : await unit.QueryAsync<string, string>("SELECT lane FROM jobs WHERE kind = @JobKind AND lane IN {items}", new { PollHandler.JobKind }, polled.ConvertAll(PollHandler.LaneOf));
        foreach (var account in polled.Where(account => !planned.Contains(PollHandler.LaneOf(account))))
            jobs.Add(unit, PollHandler.JobFor(account, unit.Now));
        return rows.Count == Rows ? rows[^1].Id.ToString("N") : null;
    }
}
