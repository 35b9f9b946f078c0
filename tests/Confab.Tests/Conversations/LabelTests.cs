namespace Confab.Tests.Conversations;

/// <summary>Labels are tags; one that is deleted is nobody's label.</summary>
public sealed class LabelTests
{
    [Fact]
    public async Task A_deleted_tag_is_taken_off_what_has_it_with_its_events_and_is_in_nobodys_way()
    {
        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        var line = await server.AddLineAccountAsync();
        var (gone, stays) = (await AddTagAsync(server, "gone"), await AddTagAsync(server, "stays"));
        var ids = await Task.WhenAll(Enumerable.Range(0, 120).Select(async i => (await line.SayAsync($"U{i}", "hello")).GetProperty("id").GetString()!));
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
            (await LabelAsync(server, id, i % 3 == 0 ? [gone, stays] : [gone])).Ok();
        var (agentId, _) = await server.AddAgentAsync();
        (await server.Admin.PutAsync($"/v1.0/agents/{agentId}/tag_ids", new { tag_ids = new[] { stays, gone } })).Ok();

        (await server.Admin.DeleteAsync($"/v1.0/tags/{gone}")).Ok();
        (await LabelAsync(server, ids[0], [gone, stays])).Ok().Json.GetProperty("label_ids").GetRawText().ShouldBe($"[\"{stays}\"]");
        (await server.Admin.PutAsync($"/v1.0/agents/{agentId}/tag_ids", new { tag_ids = new[] { gone, stays } })).Ok().Json.GetProperty("tag_ids").GetRawText().ShouldBe($"[\"{stays}\"]");
        (await server.Admin.PostAsync("/v1.0/agents", new { username = "b@test", password = "correct-horse-battery", tag_ids = new[] { gone } })).Json.GetProperty("tag_ids").GetArrayLength().ShouldBe(0);
        (await LabelAsync(server, ids[0], [stays, agentId])).ShouldFail(400, "INVALID_ARGUMENT");
        (await server.Admin.PutAsync($"/v1.0/agents/{agentId}/tag_ids", new { tag_ids = new[] { agentId } })).ShouldFail(400, "INVALID_ARGUMENT");
        await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations?label_id={gone}"), list => list.Result.Length == 0);
        foreach (var (id, i) in ids.Select((id, i) => (id, i)).Where(row => row.i < 9))
            (await server.Admin.GetAsync($"/v1.0/conversations/{id}")).Json.GetProperty("label_ids").GetRawText().ShouldBe(i % 3 == 0 ? $"[\"{stays}\"]" : "[]");
        foreach (var id in ids)
            await server.Receiver.WaitForAsync(told => told.Type == "conversation_updated" && (string?)told.Data["id"] == id && !told.Data["label_ids"]!.ToJsonString().Contains(gone));
        await server.Receiver.WaitForAsync(told => told.Type == "agent_updated" && (string?)told.Data["id"] == agentId && told.Data["tag_ids"]!.ToJsonString() == $"[\"{stays}\"]");
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE lane LIKE 'label_removed/%'")), jobs => jobs == 0);
        (await server.Admin.GetAsync($"/v1.0/conversations?label_id={stays}")).Result.Length.ShouldBe(40);
    }

    [Fact]
    public async Task A_tag_that_is_deleted_while_it_is_set_is_a_label_of_nothing_afterwards()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => (await line.SayAsync($"U{i}", "hello")).GetProperty("id").GetString()!));
        for (var round = 0; round < 5; round++)
        {
            var tag = await AddTagAsync(server, $"{round}");
            var setting = ids.Select(id => LabelAsync(server, id, [tag])).ToList();
            (await server.Admin.DeleteAsync($"/v1.0/tags/{tag}")).Ok();
            (await Task.WhenAll(setting)).ShouldAllBe(answer => answer.Status == 200);
            await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations?label_id={tag}"), list => list.Result.Length == 0);
        }
        foreach (var id in ids)
            await Poll.UntilAsync(() => server.Admin.GetAsync($"/v1.0/conversations/{id}"), found => found.Json.GetProperty("label_ids").GetArrayLength() == 0);
    }

    [Fact, Trait("Store", "PostgreSQL")]
    public async Task A_node_that_deletes_a_tag_waits_for_one_that_is_about_to_set_it_and_passes_by_what_is_held()
    {
        await using var first = await TestServer.StartAsync();
        await using var second = await first.JoinAsync();
        var line = await first.AddLineAccountAsync();
        var (slow, quick) = ((await line.SayAsync("Uslow", "hello")).GetProperty("id").GetString()!, (await line.SayAsync("Uquick", "hello")).GetProperty("id").GetString()!);
        var tag = await AddTagAsync(first, "gone");
        (await LabelAsync(first, quick, [tag])).Ok();
        await using var holder = new Npgsql.NpgsqlConnection(await TestDatabase.ForAsync(first.DataPath));
        await holder.OpenAsync();
        var held = await holder.BeginTransactionAsync();
        await HoldAsync(slow);

        var set = LabelAsync(second, slow, [tag]);
        await WaitingAsync(1);
        var deleted = first.Admin.DeleteAsync($"/v1.0/tags/{tag}");
        await WaitingAsync(2);
        await held.RollbackAsync();
        (await set).Ok();
        (await deleted).Ok();
        await Poll.UntilAsync(() => first.Admin.GetAsync($"/v1.0/conversations?label_id={tag}"), list => list.Result.Length == 0);

        var other = await AddTagAsync(first, "gone too");
        foreach (var id in (string[])[slow, quick])
            (await LabelAsync(first, id, [other])).Ok();
        held = await holder.BeginTransactionAsync();
        await HoldAsync(slow);
        (await second.Admin.DeleteAsync($"/v1.0/tags/{other}")).Ok();
        await Poll.UntilAsync(() => first.Admin.GetAsync($"/v1.0/conversations?label_id={other}"), list => list.Result.Length == 1);
        await held.RollbackAsync();
        await Poll.UntilAsync(() => first.Admin.GetAsync($"/v1.0/conversations?label_id={other}"), list => list.Result.Length == 0);

        async Task HoldAsync(string id) => await new Npgsql.NpgsqlCommand($"SELECT 1 FROM conversations WHERE id = '{id}' FOR UPDATE", holder).ExecuteNonQueryAsync();

        Task WaitingAsync(long count) => Poll.UntilAsync(() => first.Db.ReadAsync(sql => sql.FirstAsync<long>(
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")), waiting => waiting == count);
    }

    private static async Task<string> AddTagAsync(TestServer server, string name) => (await server.Admin.PostAsync("/v1.0/tags", new { name })).Ok().Id;

    private static Task<Answer> LabelAsync(TestServer server, string id, string[] labels) => server.Admin.PutAsync($"/v1.0/conversations/{id}/labels", new { label_ids = labels });
}
