using Confab.Store;

namespace Confab.Tests.Store;

/// <summary>The nodes of one version beside the migrations of the next.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class UpgradeTests
{
    private static readonly List<Migration> Known = Migration.All("Postgres");

    [Fact]
    public async Task Nodes_of_this_version_serve_and_start_beside_an_expansion_of_the_next()
    {
        await using var node = await TestServer.StartAsync();
        await node.SetWebhookAsync();
        var line = await node.AddLineAccountAsync(await node.AddAnswerFlowAsync());
        await line.SayAsync("Ualice", "before");

        await MigrateAsync(node, "-- needs 1\nALTER TABLE messages ADD COLUMN mood TEXT NOT NULL DEFAULT 'plain'; ALTER TABLE conversations ADD COLUMN mood TEXT NOT NULL DEFAULT 'plain';");

        await line.SayAsync("Ualice", "after");
        await node.Line.WaitAsync(() => node.Line.Pushes.Count == 2);
        await using var further = await node.JoinAsync();
        var there = line with { Server = further, Hook = $"{further.Url}/v1.0/conversation/accounts/{line.Id}" };
        var conversation = await there.SayAsync("Ualice", "at the further node");
        (await node.Admin.GetAsync($"/v1.0/conversations/{conversation.GetProperty("id")}/messages")).Ok().Result.Count(message => message.GetProperty("direction").GetString() == "incoming").ShouldBe(3);
        await node.Receiver.WaitForAsync(told => (string?)told.Data["text"] == "at the further node");
        (await node.Db.ReadAsync(sql => sql.QueryAsync<string>("SELECT DISTINCT mood FROM messages"))).ShouldBe(["plain"]);
    }

    [Fact]
    public async Task A_contraction_of_the_next_version_is_refused_by_a_node_that_starts()
    {
        await using var node = await TestServer.StartAsync();
        await MigrateAsync(node, "ALTER TABLE tags ADD COLUMN mood TEXT NOT NULL DEFAULT ''");
        using var late = await RealProcess.StartAsync("serve", "--urls", RealProcess.FreeUrl(), "--data", node.DataPath);
        (await late.WaitAsync()).ShouldBe(2);
        late.Output.ShouldContain($"made by a newer version of this program: 9998-later.sql needs one that knows {Known.Count + 1} migrations, this one knows {Known.Count}.");
        (await RealProcess.RunAsync("status", "--data", node.DataPath)).ExitCode.ShouldBe(2);
    }

    private static Task MigrateAsync(TestServer node, string text) => node.Db.AloneAsync(async () =>
    {
        await Migrator.ApplyAsync(node.Db, [.. Known, new Migration(Known.Count + 1, "9998-later.sql", text)]);
        return true;
    });
}
