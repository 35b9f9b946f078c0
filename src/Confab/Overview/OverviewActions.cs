using Confab.Auth;
using Confab.Conversations;
using Confab.Messages;
using Confab.Store;

namespace Confab.Overview;

/// <summary><c>GET /overview</c>: what happened in some hours, and how things stand now.</summary>
internal sealed class OverviewActions(Db db, OverviewQueries queries, TimeProvider clock)
{
    public async Task<IResult> GetAsync(Call call)
    {
        var now = Timestamp.From(clock.GetUtcNow());
        var hours = Hours.Read(call, now);
        return Wire.Ok(Answer(await db.ReadAsync(sql => queries.ReadAsync(sql, call.CustomerId, hours)), hours, now), OverviewJson.Wire.OverviewAnswer);
    }

    private static OverviewAnswer Answer(OverviewRows rows, Hours hours, Timestamp now)
    {
        var responses = rows.Responses.ToDictionary(sum => sum.AgentId);
        return new OverviewAnswer(hours.From, hours.To, rows.Cursor is null ? default : rows.Cursor.Position >= rows.Cursor.Newest ? now : rows.Cursor.TmUpdate,
            [.. rows.Messages.GroupBy(sum => sum.TmHour).Select(hour => new HourJson(hour.Key, [.. hour.GroupBy(sum => (sum.Type, IsIncoming: sum.SenderType == LastMessage.Peer)).OrderByDescending(one => one.Key.IsIncoming)
                .Select(one => new MessagesOfHourJson(one.Key.Type, one.Key.IsIncoming ? "incoming" : "outgoing", one.Sum(sum => sum.Messages), one.Sum(sum => sum.Failed)))]))],
            new AnswersJson(SentBy("agent"), SentBy("accesskey"), SentBy(SenderJson.Flow)), TimesOf(OverviewSums.Response), TimesOf(OverviewSums.Resolution),
            new WaitingJson(Math.Min(rows.Waiting, OverviewQueries.MostCounted), rows.Waiting > OverviewQueries.MostCounted, rows.Longest), CountJson.Of(rows.Failed, OverviewQueries.MostCounted),
            rows.Agents.ConvertAll(agent => new AgentLoadJson(agent.Id, agent.Name, agent.Username, agent.Status, CountJson.Of(agent.Open, OverviewQueries.MostOpen), agent.Answers,
                responses.GetValueOrDefault(agent.Id)?.Number ?? 0, responses.GetValueOrDefault(agent.Id)?.Median())));

        long SentBy(string sender) => rows.Messages.Where(sum => sum.SenderType == sender).Sum(sum => sum.Messages);

        TimesJson TimesOf(string kind) => (rows.Times.Find(sum => sum.Kind == kind) ?? new TimeSum()).ToJson();
    }
}
