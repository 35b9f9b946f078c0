using Confab.Overview;

namespace Confab.Tests.Overview;

/// <summary>What the overview tells of what people did.</summary>
public sealed class OverviewTests : IAsyncLifetime
{
    private readonly MovableClock clock = new();
    private TestServer server = null!;
    private LineAccount line = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync(replace: services => services.AddSingleton<TimeProvider>(clock));
        line = await server.AddLineAccountAsync();
        // So that a test does not end in another hour than it began in.
        clock.Offset = TimeSpan.FromMinutes(65 - DateTime.UtcNow.Minute);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Messages_are_counted_by_hour_channel_and_direction_and_by_who_sent_them()
    {
        var (_, agent) = await server.AddAgentAsync(32);
        var id = await SayAsync("Uann", "one");
        await SayAsync("Uann", "two");
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199001", to = FirstStart.SandboxNumber, text = "by SMS" })).Ok();
        await AnswerAsync(id, server.Admin);
        await AnswerAsync(id, agent);
        var first = Hour();
        clock.Offset += TimeSpan.FromHours(1);
        await SayAsync("Uann", "an hour later");
        var shown = await CountedAsync(server);

        Lines(shown).ShouldBe([$"{first} line incoming 2 0", $"{first} message incoming 1 0", $"{first} line outgoing 2 0", $"{first} message outgoing 1 0", $"{Hour()} line incoming 1 0"]);
        shown.GetProperty("answers").GetRawText().ShouldBe("""{"agent":1,"accesskey":1,"flow":1}""");
        shown.GetProperty("tm_update").GetString()!.ShouldStartWith(Hour()[..13]);
        (await (await server.AddCustomerAsync()).GetAsync("/v1.0/overview")).Ok().Json.GetProperty("hours").GetArrayLength().ShouldBe(0);
        Lines((await server.Admin.GetAsync($"/v1.0/overview?to={Uri.EscapeDataString(Hour())}")).Ok().Json).Count.ShouldBe(4);
        Lines((await server.Admin.GetAsync($"/v1.0/overview?from={Uri.EscapeDataString(Hour())}")).Ok().Json).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_first_answer_of_a_person_is_timed_once_an_episode_and_a_flows_is_none()
    {
        var flows = await server.AddLineAccountAsync(await server.AddAnswerFlowAsync());
        var id = (await flows.SayAsync("Uann", "hello")).GetProperty("id").GetString()!;
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{id}"), row => row.Json.GetProperty("last_message").GetProperty("sender_type").GetString() == "flow");
        Times(await CountedAsync(server), "first_response").ShouldBe((0, null));
        clock.Offset += TimeSpan.FromMinutes(4);
        await flows.SayAsync("Uann", "still there?");
        clock.Offset += TimeSpan.FromMinutes(3);
        await AnswerAsync(id, server.Admin);
        clock.Offset += TimeSpan.FromMinutes(5);
        await flows.SayAsync("Uann", "thanks");
        await AnswerAsync(id, server.Admin);
        var (count, median) = Times(await CountedAsync(server), "first_response");
        (count, median!.Value).ShouldSatisfyAllConditions(it => it.count.ShouldBe(1), it => it.Value.ShouldBeInRange(7 * 60, 7 * 60 + 30));

        await SetAsync(id, "closed");
        await flows.SayAsync("Uann", "once more");
        clock.Offset += TimeSpan.FromMinutes(1);
        await AnswerAsync(id, server.Admin);
        Times(await CountedAsync(server), "first_response").Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_episode_is_timed_from_when_it_begins_until_it_is_closed_also_over_a_snooze()
    {
        var id = await SayAsync("Uann", "hello");
        clock.Offset += TimeSpan.FromMinutes(10);
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state = "snoozed", snoozed_until = "2090-01-01" })).Ok();
        await SayAsync("Uann", "again");
        clock.Offset += TimeSpan.FromMinutes(20);
        await SetAsync(id, "closed");
        var (count, median) = Times(await CountedAsync(server), "resolution");
        (count, median!.Value).ShouldSatisfyAllConditions(it => it.count.ShouldBe(1), it => it.Value.ShouldBeInRange(30 * 60, 30 * 60 + 30));
        await SetAsync(id, "open");
        await SetAsync(id, "closed");
        var all = (await CountedAsync(server)).GetProperty("resolution");
        all.GetProperty("count").GetInt64().ShouldBe(2);
        all.GetProperty("average_seconds").GetInt64().ShouldBeInRange(15 * 60, 15 * 60 + 30);
        all.GetProperty("distribution").EnumerateArray().Select(length => length.GetProperty("count").GetInt64()).ShouldBe([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
        all.GetProperty("distribution")[11].GetProperty("below_seconds").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Who_waits_longest_for_a_person_comes_first_until_answered_closed_or_put_aside()
    {
        var ids = new List<string>();
        foreach (var name in (string[])["Uann", "Ubob", "Ucid", "Udan"])
        {
            ids.Add(await SayAsync(name, "hello"));
            clock.Offset += TimeSpan.FromSeconds(10);
        }
        await SayAsync("Uann", "hello?");
        var waiting = (await CountedAsync(server)).GetProperty("waiting");
        (waiting.GetProperty("count").GetInt64(), waiting.GetProperty("is_more").GetBoolean()).ShouldBe((4, false));
        Ids(waiting).ShouldBe(ids);
        var row = waiting.GetProperty("conversations")[0];
        row.EnumerateObject().Select(field => field.Name).ShouldBe(["id", "name", "type", "owner_id", "tm_waiting"]);
        (await server.Admin.GetAsync($"/v1.0/conversations/{ids[0]}/messages")).Result[^1].GetProperty("tm_create").GetString().ShouldBe(row.GetProperty("tm_waiting").GetString());

        await AnswerAsync(ids[0], server.Admin);
        await SetAsync(ids[1], "closed");
        (await server.Admin.PutAsync($"/v1.0/conversations/{ids[2]}/state", new { state = "snoozed", snoozed_until = "2090-01-01" })).Ok();
        Ids((await CountedAsync(server)).GetProperty("waiting")).ShouldBe([ids[3]]);
        await SetAsync(ids[2], "open");
        Ids((await CountedAsync(server)).GetProperty("waiting")).ShouldBe([ids[2], ids[3]]);
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE conversations SET tm_delete = tm_update WHERE id = @id", new { id = Guid.Parse(ids[2]) }));
        Ids((await CountedAsync(server)).GetProperty("waiting")).ShouldBe([ids[3]]);
    }

    [Fact]
    public async Task Agents_show_what_they_have_open_what_they_answered_and_how_fast()
    {
        var (id, agent) = await server.AddAgentAsync(32);
        var (mine, other) = (await SayAsync("Uann", "hello"), await SayAsync("Ubob", "hello"));
        foreach (var conversation in (string[])[mine, other])
            (await server.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = id })).Ok();
        await SetAsync(other, "closed");
        clock.Offset += TimeSpan.FromMinutes(2);
        await AnswerAsync(mine, agent);
        await AnswerAsync(mine, agent);
        var rows = (await CountedAsync(server)).GetProperty("agents").EnumerateArray().ToList();
        var row = rows[0];
        (row.GetProperty("id").GetString(), row.GetProperty("open").GetRawText(), row.GetProperty("answers").GetInt64(), row.GetProperty("first_responses").GetInt64()).ShouldBe((id, """{"count":1,"is_more":false}""", 2, 1));
        row.GetProperty("median_seconds").GetInt64().ShouldBeInRange(120, 150);
        (rows[^1].GetProperty("answers").GetInt64(), rows[^1].GetProperty("median_seconds").ValueKind).ShouldBe((0, JsonValueKind.Null));
    }

    [Fact]
    public async Task What_could_not_be_sent_or_delivered_is_counted()
    {
        var id = await SayAsync("Uann", "hello");
        server.Line.Intercept = http =>
        {
            http.Response.StatusCode = 400;
            return Task.FromResult(true);
        };
        var sent = await AnswerAsync(id, server.Admin);
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{id}/messages"), list => list.Result[0].GetProperty("status").GetString() == "failed");
        server.Receiver.Intercept = http =>
        {
            http.Response.StatusCode = 410;
            return Task.FromResult(true);
        };
        (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = server.Receiver.Address, event_types = new[] { "conversation_message_created" } })).Ok();
        await SayAsync("Uann", "told of in vain");
        await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/webhook_deliveries?status=failed"), list => list.Result.Length == 1);
        var shown = await CountedAsync(server);
        Lines(shown).ShouldBe([$"{Hour()} line incoming 2 0", $"{Hour()} line outgoing 1 1"]);
        shown.GetProperty("failed_deliveries").GetRawText().ShouldBe("""{"count":1,"is_more":false}""");
    }

    [Theory]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-11-24 12:30:00", "from")]
    [InlineData("to=2026-11-24 12:00:01", "to")]
    [InlineData("to=9999-01-01", "to")]
    [InlineData("from=1970-01-01", "from")]
    [InlineData("from=2026-11-24&to=2026-11-24", "from")]
    [InlineData("from=2026-01-01&to=2026-02-01 01:00:00", "from")]
    [InlineData("from=2020-01-01", "from")]
    public async Task Hours_that_are_none_are_refused_and_named(string query, string field)
    {
        var answer = await server.Admin.GetAsync($"/v1.0/overview?{query}");
        answer.ShouldFail(400, "INVALID_REQUEST_PARAMETER");
        answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public void A_median_lies_where_half_of_them_are()
    {
        new TimeSum().Median().ShouldBeNull();
        new TimeSum { Number = 1, Seconds = 77, B2 = 1 }.Median().ShouldBe(77);
        new TimeSum { Number = 2, B0 = 2 }.Median().ShouldBe(15);
        new TimeSum { Number = 4, B1 = 2, B3 = 2 }.Median().ShouldBe(60);
        new TimeSum { Number = 3, B11 = 3 }.Median().ShouldBe(72 * 3600);
        foreach (var (seconds, length) in ((long, int)[])[(0, 0), (29, 0), (30, 1), (72 * 3600 - 1, 10), (72 * 3600, 11)])
            TimeSum.LengthOf(seconds).ShouldBe(length);
    }

    /// <summary>The overview of the last day, when all that has happened is counted.</summary>
    internal static async Task<JsonElement> CountedAsync(TestServer server)
    {
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<bool>("SELECT 1 FROM overview_cursor WHERE position = (SELECT MAX(position) FROM events)")), counted => counted);
        return (await server.Admin.GetAsync("/v1.0/overview")).Ok().Json;
    }

    internal static List<string> Lines(JsonElement overview) => [.. overview.GetProperty("hours").EnumerateArray().SelectMany(hour => hour.GetProperty("messages").EnumerateArray()
        .Select(sum => $"{hour.GetProperty("tm_hour").GetString()![..19]} {sum.GetProperty("type").GetString()} {sum.GetProperty("direction").GetString()} {sum.GetProperty("count")} {sum.GetProperty("failed")}"))];

    private static (long Count, long? Median) Times(JsonElement overview, string kind) => (overview.GetProperty(kind).GetProperty("count").GetInt64(),
        overview.GetProperty(kind).GetProperty("median_seconds") is { ValueKind: JsonValueKind.Number } median ? median.GetInt64() : null);

    private static IEnumerable<string> Ids(JsonElement waiting) => waiting.GetProperty("conversations").EnumerateArray().Select(row => row.GetProperty("id").GetString()!);

    private string Hour() => Hours.Of(Timestamp.From(clock.GetUtcNow())).ToString()[..19];

    private async Task<string> SayAsync(string user, string text) => (await line.SayAsync(user, text)).GetProperty("id").GetString()!;

    private static async Task<string> AnswerAsync(string id, ApiClient by) => (await by.PostAsync($"/v1.0/conversations/{id}/messages", new { text = "an answer", medias = Array.Empty<object>() })).Ok().Id;

    private async Task SetAsync(string id, string state) => (await server.Admin.PutAsync($"/v1.0/conversations/{id}/state", new { state })).Ok();
}
