using System.Text.RegularExpressions;
using Confab.Demo;
using Confab.Store;
using Confab.Store.Postgres;
using Npgsql;

namespace Confab.Tests.Store;

/// <summary>Nodes of two versions on one database: this version, and later ones, built of the same source with further migrations.</summary>
[Trait("Store", "PostgreSQL")]
public sealed partial class UpgradeTests : IAsyncDisposable
{
    private static readonly List<Migration> Known = Migration.All("Postgres");
    private static readonly (string, string)[] Expand = [AddColumn(9997, "conversations"), AddColumn(9998, "messages")];
    private static readonly (string, string) Contract = ("9999-contract.sql", "ALTER TABLE messages DROP COLUMN mood;");

    private readonly string data = Path.Combine(Path.GetTempPath(), $"confab-upgrade-{Guid.NewGuid():N}");

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
        await TestDatabase.DropAsync(data);
    }

    [Fact]
    public async Task Nodes_are_replaced_one_after_another_under_load_one_step_back_is_allowed_and_none_after_a_contraction()
    {
        var builds = await Task.WhenAll(Binary.BuildAsync("9998.0.0", Expand), Binary.BuildAsync("9999.0.0", [.. Expand, Contract]));
        using var next = builds[0];
        using var afterNext = builds[1];
        await using var line = await FakeLine.StartAsync(TestServer.LineToken);
        await using var receiver = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        using var fleet = new Fleet(data, Ledger.Settings(line));
        var ledger = new Ledger(fleet.Http, line, receiver);

        await UpgradeAsync(fleet, ledger, next);

        var (code, output) = await RealProcess.RunAsync(afterNext, "migrate", "--data", data);
        (code, output.Trim()).ShouldBe((0, "Applied 9999-contract.sql."));
        (code, output) = await RealProcess.RunAsync("serve", "--urls", RealProcess.FreeUrl(), "--data", data);
        (code, output.Trim()).ShouldBe((2, $"The database was made by a newer version of this program: 9999-contract.sql needs one that knows {Known.Count + 3} migrations, this one knows {Known.Count}."));
    }

    [Fact]
    public async Task A_migration_that_waits_for_a_long_reader_does_not_hold_up_the_nodes()
    {
        await using var node = await TestServer.StartAsync(data);
        var line = await node.AddLineAccountAsync();
        await line.SayAsync("Ualice", "before");
        Task? migration = null;
        await node.Db.WriteAsync(async unit =>
        {
            await unit.QueryAsync<string>("SELECT text FROM messages");
            migration ??= Migrator.ApplyAsync(node.Db, [.. Known, Later("ALTER TABLE messages ADD COLUMN mood TEXT NOT NULL DEFAULT ''")]);
            await Poll.UntilAsync(() => node.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = 'messages'::regclass AND NOT granted")), waiting => waiting > 0);
            for (var i = 0; i < 5; i++)
                await line.SayAsync("Ualice", $"meanwhile {i}");
            migration.IsCompleted.ShouldBeFalse();
        });
        await migration!;
        (await node.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM messages WHERE mood = ''"))).ShouldBe(6);
    }

    [Fact]
    public async Task A_migration_takes_as_long_as_it_takes()
    {
        await using var source = NpgsqlDataSource.Create(await TestDatabase.ForAsync(data) + ";Command Timeout=2");
        await using var db = new PostgresDb(source, source, TimeProvider.System);
        await Migrator.ApplyAsync(db, [.. Known, Later("SELECT pg_sleep(3)")]);
        (await Migrator.AppliedAsync(db)).Count.ShouldBe(Known.Count + 1);
    }

    /// <summary>Who waits for a second table holds up those who use the first, and those of them who hold the second wait for him: that never ends under load.</summary>
    [Fact]
    public void A_migration_for_running_nodes_changes_one_table_that_they_use()
    {
        Changed(Later("ALTER TABLE tags ADD COLUMN a TEXT; CREATE UNIQUE INDEX b ON messages (id); CREATE TABLE c (id uuid); CREATE INDEX d ON c (id)").Text).ShouldBe(["tags", "messages"]);
        Known.Where(file => file.Needs < file.Number && Changed(file.Text).Count > 1).ShouldBeEmpty();
    }

    private static Migration Later(string text) => new(Known.Count + 1, "9998-later.sql", text);

    private static List<string> Changed(string text) =>
        [.. Changes().Matches(text).Select(match => match.Groups[1].Value).Except(Makes().Matches(text).Select(match => match.Groups[1].Value))];

    [GeneratedRegex(@"(?:ALTER TABLE|\bON|\bUPDATE(?!\s+ON\b)|DROP TABLE|REFERENCES)\s+(?:IF EXISTS\s+|ONLY\s+)*(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Changes();

    [GeneratedRegex(@"CREATE TABLE\s+(?:IF NOT EXISTS\s+)?(\w+)", RegexOptions.IgnoreCase)]
    private static partial Regex Makes();

    /// <summary>Every node is replaced, then one goes back; what was acknowledged meanwhile is there, and nobody was refused.</summary>
    private async Task UpgradeAsync(Fleet fleet, Ledger ledger, Binary next)
    {
        const int Some = 20;
        var (first, second) = (await fleet.JoinAsync(Binary.Current), await fleet.JoinAsync(Binary.Current));
        await ledger.SetUpAsync(data);
        using var stop = new CancellationTokenSource();
        var load = ledger.LoadAsync(stop.Token, TimeSpan.FromMilliseconds(100));
        await ledger.WaitForMoreAsync(Some);

        var third = await fleet.JoinAsync(next);
        await ledger.WaitForMoreAsync(Some);
        await fleet.LeaveAsync(first);
        var fourth = await fleet.JoinAsync(next);
        await ledger.WaitForMoreAsync(Some);
        await fleet.LeaveAsync(second);
        await ledger.WaitForMoreAsync(Some);

        var back = await fleet.JoinAsync(Binary.Current);
        await ledger.WaitForMoreAsync(Some);
        await fleet.LeaveAsync(third);
        await ledger.WaitForMoreAsync(Some);

        await stop.CancelAsync();
        await load;
        await ledger.CheckAsync();
        await fleet.LeaveAsync(fourth);
        await fleet.LeaveAsync(back);
        fleet.Faults.ShouldBeEmpty();
    }

    /// <summary>What an older program does not notice.</summary>
    private static (string, string) AddColumn(int number, string table) => ($"{number}-{table}.sql", $"""
        -- needs {Known.Count}
        ALTER TABLE {table} ADD COLUMN mood TEXT NOT NULL DEFAULT 'plain';
        CREATE INDEX {table}_mood ON {table} (customer_id, mood) WHERE mood <> 'plain';
        """);
}
