using Confab.Live;
namespace Confab.Tests.Live;

/// <summary><c>GET /events</c>: the same feed by request.</summary>
public sealed class FeedTests
{
    [Fact]
    public async Task Pages_come_oldest_first_each_event_once_and_end_where_the_next_one_begins()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        for (var i = 0; i < 5; i++)
            await line.SayAsync("Ualice", $"text {i}");
        var all = new List<JsonElement>();
        var cursor = "";
        for (var length = 3; length == 3;)
        {
            var page = (await server.Admin.GetAsync($"/v1.0/events?page_size=3&after={cursor}")).Ok();
            page.Json.EnumerateObject().Select(property => property.Name).ShouldBe(["result", "next_cursor"]);
            (length, cursor) = (page.Result.Length, page["next_cursor"]);
            all.AddRange(page.Result);
        }
        all[0].EnumerateObject().Select(property => property.Name).ShouldBe(["id", "type", "tm_create", "data", "cursor"]);
        all.Select(told => told.GetProperty("type").GetString()).ShouldBe(["account_created", "conversation_created", .. Enumerable.Repeat("conversation_message_created", 5)]);
        all.Skip(2).Select(told => told.GetProperty("data").GetProperty("text").GetString()).ShouldBe(Enumerable.Range(0, 5).Select(i => $"text {i}"));
        all.Select(told => long.Parse(told.GetProperty("cursor").GetString()!)).ShouldBeInOrder();
        var again = (await server.Admin.GetAsync($"/v1.0/events?after={cursor}")).Ok();
        (again.Result.Length, again["next_cursor"]).ShouldBe((0, cursor));
        (await server.Admin.GetAsync($"/v1.0/events?after={all[3].GetProperty("cursor").GetString()}")).Result.Select(told => told.GetProperty("id").GetString()).ShouldBe(all.Skip(4).Select(told => told.GetProperty("id").GetString()));
        (await server.Admin.GetAsync("/v1.0/events?type=account_created,%20conversation_created,x")).Result.Length.ShouldBe(2);
        (await (await server.AddCustomerAsync()).GetAsync("/v1.0/events")).Ok().Result.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_request_waits_for_the_next_event_that_it_asks_for_and_no_longer_than_it_says()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var foreign = await server.AddCustomerAsync();
        var cursor = (await server.Admin.GetAsync("/v1.0/events")).Ok()["next_cursor"];
        var waiting = server.Admin.GetAsync($"/v1.0/events?after={cursor}&wait=30");
        var picky = server.Admin.GetAsync($"/v1.0/events?after={cursor}&wait=30&type=conversation_updated");
        var elsewhere = foreign.GetAsync($"/v1.0/events?after={cursor}&wait=1");
        var id = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString();
        (await waiting).Ok().Result[0].GetProperty("type").GetString().ShouldBe("conversation_created");
        picky.IsCompleted.ShouldBeFalse();
        (await server.Admin.PutAsync($"/v1.0/conversations/{id}", new { name = "new" })).Ok();
        (await picky).Ok().Result.ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("conversation_updated");
        (await elsewhere).Ok().Result.ShouldBeEmpty();
        var next = (await elsewhere)["next_cursor"];
        (await foreign.GetAsync($"/v1.0/events?after={next}")).Ok()["next_cursor"].ShouldNotBeEmpty();
    }

    [Fact]
    [Trait("Store", "PostgreSQL")]
    public async Task Only_who_writes_events_holds_events_up_and_no_request_longer_than_it_waits()
    {
        await using var server = await TestServer.StartAsync();
        var (topic, id) = ("customer_id:" + (await server.Admin.GetAsync("/v1.0/customer"))["id"], Guid.NewGuid());
        var address = await TestDatabase.ForAsync(server.DataPath);
        await using var writesElse = new Npgsql.NpgsqlConnection(address);
        await writesElse.OpenAsync();
        await using var elsewhere = await writesElse.BeginTransactionAsync();
        await new Npgsql.NpgsqlCommand("INSERT INTO server_keys (name, value) VALUES ('x', 'x')", writesElse).ExecuteNonQueryAsync();
        await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        await client.SubscribeAsync(topic);
        await Poll.UntilAsync(() => Task.FromResult(server.Services.GetRequiredService<Subscriptions>().Count), count => count == 1);
        await server.AddLineAccountAsync();
        (await client.NextTypesAsync(1)).ShouldBe(["account_created"]);

        await using var writesEvents = new Npgsql.NpgsqlConnection(address);
        await writesEvents.OpenAsync();
        await using var open = await writesEvents.BeginTransactionAsync();
        await new Npgsql.NpgsqlCommand($"INSERT INTO events (id, customer_id, type, data, tm_create) VALUES ('{id}', '{id}', 'x', '{{}}', 0)", writesEvents).ExecuteNonQueryAsync();
        await server.AddLineAccountAsync();
        await using var other = await server.JoinAsync();
        var cursor = (await server.Admin.GetAsync("/v1.0/events")).Ok()["next_cursor"];
        foreach (var node in (TestServer[])[server, other])
            (await node.Admin.GetAsync($"/v1.0/events?wait=1&after={cursor}")).Ok()["next_cursor"].ShouldBe(cursor);
        client.Rest().ShouldBeEmpty();
        await open.RollbackAsync();
        (await client.NextTypesAsync(1)).ShouldBe(["account_created"]);
        (await other.Admin.GetAsync($"/v1.0/events?wait=20&after={cursor}")).Ok().Result.Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_request_whose_credential_ends_while_it_waits_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var key = (await server.Admin.PostAsync("/v1.0/accesskeys", new { name = "k" })).Ok();
        var api = new ApiClient(server.Http, key["token"]);
        var cursor = (await api.GetAsync("/v1.0/events")).Ok()["next_cursor"];
        var waiting = api.GetAsync($"/v1.0/events?after={cursor}&wait=30");
        await Poll.UntilAsync(() => Task.FromResult(server.Services.GetRequiredService<Subscriptions>().Count), followed => followed == 1);
        (await server.Admin.DeleteAsync($"/v1.0/accesskeys/{key.Id}")).Ok();
        await line.SayAsync("Ualice", "hello");
        (await waiting).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task What_is_kept_no_longer_is_410_over_http_and_4410_over_the_socket_and_the_oldest_kept_is_where_an_empty_cursor_begins()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        for (var i = 0; i < 5; i++)
            await line.SayAsync("Ualice", $"text {i}");
        var cursors = (await server.Admin.GetAsync("/v1.0/events")).Result.Select(told => told.GetProperty("cursor").GetString()!).ToList();
        var topic = "customer_id:" + (await server.Admin.GetAsync("/v1.0/customer"))["id"];
        await server.Db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM events WHERE position <= @gone", new { gone = long.Parse(cursors[3]) }));
        foreach (var cursor in (string[])[cursors[0], cursors[2], "999999999"])
        {
            (await server.Admin.GetAsync($"/v1.0/events?after={cursor}")).ShouldFail(410, "CURSOR_EXPIRED");
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            await client.SubscribeAfterAsync(cursor, topic);
            var (code, reason) = await client.Closed;
            (code, client.Rest().Count).ShouldBe((4410, 0));
            reason.ShouldContain("cursor");
        }
        foreach (var cursor in (string[])[cursors[3], ""])
        {
            (await server.Admin.GetAsync($"/v1.0/events?after={cursor}")).Ok().Result.Length.ShouldBe(cursors.Count - 4);
            await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
            await client.SubscribeAfterAsync(cursor, topic);
            (await client.NextAsync()).GetProperty("cursor").GetString().ShouldBe(cursors[4]);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_in_a_query_is_400_and_names_the_parameter()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var (query, name) in ((string, string)[])
            [("after=x", "after"), ("after=-1", "after"), ("after=1.5", "after"), ("after=99999999999999999999", "after"), ("after=%00", "after"), ("wait=x", "wait"), ("wait=-1", "wait"), ("wait=%00", "wait"), ("type=%00", "type"), ("type=" + string.Join(',', Enumerable.Repeat("a", 31)), "type")])
        {
            var answer = await server.Admin.GetAsync("/v1.0/events?" + query);
            answer.ShouldFail(400, "INVALID_REQUEST_PARAMETER");
            answer.Json.GetProperty("error").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe(name);
        }
        (await server.Admin.GetAsync("/v1.0/events?page_size=x&wait=&after=&type=")).Ok();
    }
}
