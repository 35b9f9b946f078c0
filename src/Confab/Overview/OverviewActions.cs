using Confab.Auth;
using Confab.Conversations;
using Confab.Messages;
using Confab.Store;

namespace Confab.Overview;

/// <summary><c>GET /overview</c>: what happened in some hours, and how things stand now.</summary>
internal sealed class OverviewActions(Db db, TimeProvider clock)
{
    public async Task<IResult> GetAsync(Call call)
    {
        var now = Timestamp.From(clock.GetUtcNow());
        var hours = Hours.Read(call, now);
        return Wire.Ok(Answer(await db.ReadAsync(sql => OverviewQueries.ReadAsync(sql, call.CustomerId, hours)), hours, now), OverviewJson.Wire.OverviewAnswer);
    }

    private static OverviewAnswer Answer(OverviewRows rows, Hours hours, Timestamp now) => new(
        hours.From,
        hours.To,
        rows.Cursor is null ? default : rows.Cursor.Position >= rows.Cursor.Newest ? now : rows.Cursor.TmUpdate,
        HoursOf(rows.Messages),
        new AnswersJson(SentBy(rows, "agent"), SentBy(rows, "accesskey"), SentBy(rows, SenderJson.Flow)),
        Times(rows, OverviewSums.Response),
        Times(rows, OverviewSums.Resolution),
        new WaitingJson(Math.Min(rows.Waiting, OverviewQueries.MostCounted), rows.Waiting > OverviewQueries.MostCounted, rows.Longest),
        CountJson.Of(rows.Failed, OverviewQueries.MostCounted),
        Agents(rows));

    private static List<HourJson> HoursOf(List<MessageSum> messages) =>
        [.. messages.GroupBy(sum => sum.TmHour).Select(hour => new HourJson(hour.Key, [.. hour.GroupBy(sum => (sum.Type, IsIncoming: sum.SenderType == LastMessage.Peer)).OrderByDescending(one => one.Key.IsIncoming)
            .Select(one => new MessagesOfHourJson(one.Key.Type, one.Key.IsIncoming ? "incoming" : "outgoing", one.Sum(sum => sum.Messages), one.Sum(sum => sum.Failed)))]))];

    private static long SentBy(OverviewRows rows, string sender) => rows.Messages.Where(sum => sum.SenderType == sender).Sum(sum => sum.Messages);

    private static TimesJson Times(OverviewRows rows, string kind) => (rows.Times.Find(sum => sum.Kind == kind) ?? new TimeSum()).ToJson();

    private static List<AgentLoadJson> Agents(OverviewRows rows)
    {
        var answers = rows.Answers.ToDictionary(sum => sum.AgentId);
        return rows.Agents.ConvertAll(agent =>
        {
            var sum = answers.GetValueOrDefault(agent.Id) ?? new TimeSum();
            return new AgentLoadJson(agent.Id, agent.Name, agent.Username, agent.Status, CountJson.Of(agent.Open, OverviewQueries.MostOpen), sum.Answers, sum.Number, sum.Median());
        });
    }
}
