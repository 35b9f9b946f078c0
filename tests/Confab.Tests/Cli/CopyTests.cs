using System.Security.Cryptography;
using Confab.Demo;

namespace Confab.Tests.Cli;

/// <summary><c>confab copy</c> as an operator runs it: from SQLite to PostgreSQL, without a loss and whatever interrupts it.</summary>
[Trait("Store", "PostgreSQL")]
public sealed class CopyTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> Sqlite = new() { ["Confab:Database"] = "sqlite" };
    private readonly CopyScene scene = new();

    public ValueTask DisposeAsync() => scene.DisposeAsync();

    [Fact]
    public async Task A_copy_goes_on_where_the_old_installation_was_killed()
    {
        await using var line = await FakeLine.StartAsync(TestServer.LineToken);
        await using var receiver = await FakeReceiver.StartAsync(TestServer.WebhookSecret);
        var settings = new Dictionary<string, string?> { ["Confab:Line:ApiUrl"] = line.Address };
        string account, conversation, sleeping, token, next, page, sent, activity;
        await using (var old = await TestServer.StartAsync(scene.Data, new(settings) { ["Confab:Database"] = "sqlite" }))
        {
            await old.SetWebhookAsync(receiver.Address + "/hook");
            var sleepy = await old.AddFlowAsync(new { type = "sleep", option = new { duration = 600_000 } }, new { type = "conversation_send", option = new { text = "good morning" } });
            await (await old.AddLineAccountAsync(sleepy)).SayAsync("Ualice", "I wait for the flow");
            sleeping = (await Poll.UntilAsync(() => old.Admin.GetAsync("/v1.0/activeflows"), runs => runs.Ok().Result is [{ } run] && run.GetProperty("status").GetString() == "running")).Result[0].GetProperty("id").GetString()!;
            var said = await old.AddLineAccountAsync();
            account = said.Id;
            for (var i = 0; i < 30; i++)
                await said.SayAsync("Ubob", $"text {i}");
            conversation = (await said.SayAsync("Ubob", "the last one")).GetProperty("id").GetString()!;
            var (carolId, carol) = await old.AddAgentAsync(username: "carol@test");
            token = carol.Credential!;
            (await old.Admin.PutAsync($"/v1.0/conversations/{conversation}", new { owner_id = carolId })).Ok();
            activity = (await old.Admin.GetAsync($"/v1.0/conversations/{conversation}/activity")).Ok()["result"];
            next = (await old.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages?page_size=10")).Ok()["next_page_token"];
            page = (await old.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages?page_size=10&page_token={Uri.EscapeDataString(next)}")).Ok()["result"];
        }

        line.Intercept = receiver.Intercept = HangAsync;
        var url = RealProcess.FreeUrl();
        using (var doomed = await RealProcess.ServeAsync(url, scene.Data, "--Confab:Database=sqlite", $"--Confab:Line:ApiUrl={line.Address}", "--Confab:Webhooks:AllowPrivateNetworks=true"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            var key = (await File.ReadAllTextAsync(Path.Combine(scene.Data, "admin.key"))).Trim();
            var told = receiver.All.Count;
            sent = (await new ApiClient(http, key).PostAsync($"/v1.0/conversations/{conversation}/messages", new { text = "do you hear me?", medias = Array.Empty<object>() })).Ok().Id;
            await line.WaitAsync(() => line.Tries.Any(push => push.RetryKey == sent));
            await receiver.WaitAsync(() => receiver.All.Count > told);
            await doomed.KillAsync();
        }
        line.Intercept = receiver.Intercept = null;
        receiver.All.ShouldNotContain(told => told.EventId.Length == 0);

        var files = Files();
        files.Keys.ShouldContain("confab.db-wal", "what was killed leaves its log behind");
        var (code, output) = await scene.CopyAsync();
        code.ShouldBe(0, output);
        output.ShouldMatch(@"server_keys +3 +ok");
        output.ShouldMatch(@"messages +33 +ok");
        output.ShouldMatch(@"conversation_activities +1 +ok");
        output.ShouldNotContain("differs");
        output.ShouldContain("serve '--Confab:Database=");
        output.ShouldNotContain(CopyScene.Password);
        foreach (var (name, hash) in files)
            Files()[name].ShouldBe(hash, $"{name} has changed");
        (await scene.NumberAsync("SELECT COUNT(*) FROM jobs WHERE lease IS NOT NULL")).ShouldBe(0);
        (await scene.NumberAsync("SELECT COUNT(*) FROM jobs WHERE kind IN ('send', 'webhook') AND head = 1 AND due > extract(epoch FROM now()) * 1000000")).ShouldBe(0);
        var last = await scene.NumberAsync("SELECT MAX(position) FROM events");

        await using var copy = await TestServer.StartAsync(scene.Data, settings);
        (await line.WaitForPushAsync(push => push.RetryKey == sent)).Text.ShouldBe("do you hear me?");
        await receiver.WaitForAsync(told => told.Type == "conversation_message_created" && (string?)told.Data["id"] == sent);
        (await new ApiClient(copy.Http, token).GetAsync("/v1.0/me")).Ok()["username"].ShouldBe("carol@test");
        (await (await copy.LoginAsync(TestServer.AdminUsername, TestServer.AdminPassword)).GetAsync("/v1.0/customer")).Ok();
        (await copy.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages?page_size=10&page_token={Uri.EscapeDataString(next)}")).Ok()["result"].ShouldBe(page);
        (await copy.Admin.GetAsync($"/v1.0/conversations/{conversation}/activity")).Ok()["result"].ShouldBe(activity);
        await new LineAccount(copy, account, $"{copy.Url}/v1.0/conversation/accounts/{account}").SayAsync("Ubob", "I do");
        (await copy.Admin.GetAsync($"/v1.0/conversations/{conversation}/messages?page_size=1")).Ok().Result[0].GetProperty("sequence").GetInt64().ShouldBe(33);
        (await scene.NumberAsync("SELECT MIN(position) FROM events WHERE data LIKE '%I do%'")).ShouldBeGreaterThan(last);
        await copy.Db.WriteAsync(unit => unit.ExecuteAsync("UPDATE jobs SET due = @Now WHERE kind = 'flow'", new { unit.Now }));
        (await line.WaitForPushAsync(push => push.Text == "good morning")).To.ShouldBe("Ualice");
        await Poll.UntilAsync(() => copy.Admin.GetAsync($"/v1.0/activeflows/{sleeping}"), run => run["status"] == "ended");
        var events = await copy.Db.ReadAsync(sql => sql.QueryAsync<Guid>("SELECT id FROM events WHERE position > (SELECT MIN(position) FROM events WHERE type = 'conversation_created')"));
        await receiver.WaitAsync(() => events.Select(id => id.ToString()).Except(receiver.All.Select(told => told.EventId)).Any() == false);
    }

    [Fact]
    public async Task A_copy_that_was_killed_is_not_served_and_goes_on_when_it_is_run_again()
    {
        await scene.MakeSourceAsync();
        await using (var halfway = await scene.KillHalfwayAsync())
        {
            foreach (var command in (string[][])[["serve", "--urls", RealProcess.FreeUrl()], ["status"], ["migrate", "check"], ["migrate"]])
            {
                var (code, output) = await RealProcess.RunAsync([.. command, "--data", scene.Data]);
                code.ShouldBe(2, output);
                output.ShouldContain("The database holds an unfinished copy of an installation: run the same `confab copy` again");
            }
            await using var other = new CopyScene();
            await other.MakeSourceAsync();
            await halfway.ReleaseAsync();
            var (refused, why) = await other.CopyAsync(scene.Data);
            refused.ShouldBe(2, why);
            why.ShouldContain("an unfinished copy of another installation");
        }
        (await scene.NumberAsync("SELECT copied FROM unfinished_copy WHERE name = 'events'")).ShouldBe(CopyScene.Halfway);
        var (finished, report) = await scene.CopyAsync();
        finished.ShouldBe(0, report);
        report.ShouldMatch($@"events +{CopyScene.Events:N0} +ok");
        await using var copy = await TestServer.StartAsync(scene.Data);
        (await copy.Admin.GetAsync("/v1.0/customer")).Ok();
        (await scene.NumberAsync("SELECT nextval(pg_get_serial_sequence('events', 'position'))")).ShouldBe(CopyScene.Events + 1);
    }

    [Fact]
    public async Task A_copy_waits_for_the_last_statement_of_the_one_that_was_killed()
    {
        await scene.MakeSourceAsync();
        await using var halfway = await scene.KillHalfwayAsync();
        using var again = await scene.StartAsync();
        await scene.WaitForWaitingAsync(2, again);
        await halfway.ReleaseAsync();
        (await again.WaitAsync()).ShouldBe(0, again.Output);
    }

    [Fact]
    public async Task Whatever_moment_it_is_killed_at_it_goes_on()
    {
        const string Marks = "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'unfinished_copy'";
        await scene.MakeSourceAsync();
        string[] moments =
        [
            "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'migrations'", "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'jobs'",
            Marks, "SELECT SUM(copied) FROM unfinished_copy WHERE name = 'events'",
            "SELECT SUM(copied) FROM unfinished_copy WHERE name = 'server_keys'", "SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'agents_page'"
        ];
        foreach (var reached in moments)
        {
            using var copy = await scene.StartAsync();
            await Poll.UntilAsync(async () => copy.HasExited || await scene.TryNumberAsync(reached) > 0, done => done, 60);
            await copy.KillAsync();
            await scene.WaitForEndAsync();
            if (await scene.TryNumberAsync("SELECT COUNT(*) FROM customers") > 0 && await scene.NumberAsync(Marks) == 0)
                break;
        }
        if (await scene.NumberAsync(Marks) > 0)
        {
            var (code, output) = await scene.CopyAsync();
            code.ShouldBe(0, output);
        }
        await using var served = await TestServer.StartAsync(scene.Data);
        (await scene.NumberAsync("SELECT COUNT(DISTINCT position) FROM events")).ShouldBe(CopyScene.Events);
        await using var other = await TestServer.StartAsync();
        (await IndexesAsync(served)).ShouldBe(await IndexesAsync(other));
    }

    [Fact]
    public async Task A_row_that_is_not_what_it_was_is_found()
    {
        await scene.MakeSourceAsync();
        await using (var halfway = await scene.KillHalfwayAsync())
            await halfway.ReleaseAsync();
        await scene.ExecuteAsync("UPDATE events SET data = '{\"a\": 2}' WHERE position = 77; DELETE FROM customers");
        for (var again = 0; again < 2; again++)
        {
            var (code, output) = await scene.CopyAsync();
            code.ShouldBe(2, output);
            output.ShouldMatch($@"events +{CopyScene.Events:N0} +differs");
            output.ShouldMatch("customers +1 +differs: 0 rows there");
            output.ShouldMatch("agents +2 +ok");
            output.ShouldContain("The copy differs from the original and cannot be served");
            (await RealProcess.RunAsync("serve", "--data", scene.Data, "--urls", RealProcess.FreeUrl())).ExitCode.ShouldBe(2);
        }
    }

    [Fact]
    public async Task An_installation_that_was_served_since_the_copy_was_begun_is_not_copied_on()
    {
        await scene.MakeSourceAsync();
        await using (var halfway = await scene.KillHalfwayAsync())
            await halfway.ReleaseAsync();
        await using (var old = await TestServer.StartAsync(scene.Data, Sqlite))
            (await old.Admin.PutAsync("/v1.0/customer", new { webhook_uri = "http://127.0.0.1:9/", webhook_method = "POST" })).Ok();
        (int Code, string Output) again = await scene.CopyAsync();
        again.Code.ShouldBe(2, again.Output);
        again.Output.ShouldContain("The installation has changed since the copy was begun: customers is not what it was.");
    }

    [Fact]
    public async Task What_another_command_changes_meanwhile_is_not_lost_in_silence()
    {
        await scene.MakeSourceAsync();
        await using var copy = await scene.HoldHalfwayAsync();
        (await RealProcess.RunAsync("agent", "password", TestServer.AdminUsername, "--data", scene.Data, "--Confab:Database=sqlite")).ExitCode.ShouldBe(0);
        await copy.ReleaseAsync();
        (await copy.Process.WaitAsync()).ShouldBe(2);
        copy.Process.Output.ShouldContain("The old database was written to while it was copied");
        (await RealProcess.RunAsync("status", "--data", scene.Data)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task The_bytes_of_medias_come_along()
    {
        var (mp4, even, links) = (Pictures.Mp4(700_000), Pictures.Mp4(524_288), new List<string>());
        await using (var old = await TestServer.StartAsync(scene.Data, Sqlite))
            foreach (var bytes in (byte[][])[mp4, [1], even])
                links.Add((await old.UploadAsync(bytes, "film.mp4")).Ok()["url"]);
        var (code, output) = await scene.CopyAsync();
        code.ShouldBe(0, output);
        output.ShouldMatch("media_parts +6 +ok");
        await using var copy = await TestServer.StartAsync(scene.Data);
        (await copy.Http.GetByteArrayAsync(new Uri(links[0]).AbsolutePath)).SequenceEqual(mp4).ShouldBeTrue();
        (await copy.Http.GetByteArrayAsync(new Uri(links[1]).AbsolutePath)).ShouldBe([1]);
        (await copy.Http.GetByteArrayAsync(new Uri(links[2]).AbsolutePath)).SequenceEqual(even).ShouldBeTrue();
    }

    [Fact]
    public async Task A_table_of_a_later_migration_is_copied_too()
    {
        await using (var old = await TestServer.StartAsync(scene.Data, Sqlite))
            await old.Db.WriteAsync(unit => unit.RunScriptAsync("""
                CREATE TABLE later (id BLOB NOT NULL, "order" INTEGER NOT NULL, size BIGINT NOT NULL, content BLOB, title TEXT, PRIMARY KEY (id, "order")) WITHOUT ROWID;
                INSERT INTO later VALUES (x'00112233445566778899aabbccddeeff', -1, 9223372036854775807, x'00ff', 'Grüße, 世界 🌍'), (x'00112233445566778899aabbccddeeff', 2, 0, NULL, NULL);
                CREATE TABLE later_log (position INTEGER PRIMARY KEY AUTOINCREMENT, note TEXT NOT NULL);
                INSERT INTO later_log VALUES (41, 'kept'), (42, 'removed');
                DELETE FROM later_log WHERE position = 42;
                """));
        (await RealProcess.RunAsync("migrate", "--data", scene.Data)).ExitCode.ShouldBe(0);
        var (code, output) = await scene.CopyAsync();
        code.ShouldBe(2, output);
        output.ShouldContain("The two databases differ in later.content, later.id, later.order");
        await scene.ExecuteAsync("""
            CREATE TABLE later (id uuid NOT NULL, "order" INTEGER NOT NULL, size BIGINT NOT NULL, content bytea, title TEXT, PRIMARY KEY (id, "order"));
            CREATE INDEX later_size ON later (size) WHERE title <> '';
            CREATE TABLE later_log (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note TEXT NOT NULL);
            """);
        (code, output) = await scene.CopyAsync();
        code.ShouldBe(0, output);
        output.ShouldMatch("later +2 +ok");
        (await scene.NumberAsync("""SELECT COUNT(*) FROM later WHERE id = '00112233-4455-6677-8899-aabbccddeeff' AND size = 9223372036854775807 AND content = '\x00ff' AND "order" = -1 AND title = 'Grüße, 世界 🌍'""")).ShouldBe(1);
        (await scene.NumberAsync("SELECT COUNT(*) FROM pg_indexes WHERE indexname = 'later_size'")).ShouldBe(1);
        (await scene.NumberAsync("INSERT INTO later_log (note) VALUES ('new') RETURNING position")).ShouldBe(43);
    }

    [Fact]
    public async Task A_database_that_holds_anything_else_is_refused()
    {
        await scene.MakeSourceAsync();
        await scene.ExecuteAsync("CREATE TABLE books (title TEXT)");
        var (code, output) = await scene.CopyAsync();
        code.ShouldBe(2, output);
        output.ShouldContain("The database is not empty, it has books. Copy into an empty one.");
        await scene.ExecuteAsync("DROP TABLE books");

        await using (await TestServer.StartAsync(scene.Data))
        {
            (code, output) = await scene.CopyAsync();
            code.ShouldBe(2, output);
            output.ShouldContain("The database is not empty, it has rows in ");
        }
        foreach (var wrong in (string[])["sqlite", "nonsense", "Database=confab"])
        {
            (code, output) = await RealProcess.RunAsync("copy", "--to", wrong, "--data", scene.Data);
            code.ShouldBe(2, output);
            output.ShouldContain("--to must be a PostgreSQL connection string");
        }
        (await RealProcess.RunAsync("copy", "--to", "Host=/no/such/folder;Database=confab;Password=hush", "--data", scene.Data)).ShouldSatisfyAllConditions(
            ran => ran.ExitCode.ShouldBe(2, ran.Output), ran => ran.Output.ShouldContain("The database does not take it"), ran => ran.Output.ShouldNotContain("hush"));
    }

    [Fact]
    public async Task An_installation_that_is_served_or_not_there_or_not_migrated_is_not_copied()
    {
        var (code, output) = await scene.CopyAsync();
        code.ShouldBe(2, output);
        output.ShouldContain("holds no SQLite database");
        Directory.Exists(scene.Data).ShouldBeFalse();

        await using (var old = await TestServer.StartAsync(scene.Data, Sqlite))
        {
            (code, output) = await scene.CopyAsync();
            code.ShouldBe(2, output);
            output.ShouldContain($"A server or another copy is using {scene.Data}: stop it first.");
            await old.Db.WriteAsync(unit => unit.ExecuteAsync("DELETE FROM migrations WHERE number = 1"));
        }
        (code, output) = await scene.CopyAsync();
        code.ShouldBe(2, output);
        output.ShouldContain("run `confab migrate`");
        (await scene.NumberAsync("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(0, "nothing was written over there");
    }

    private static Task<List<string>> IndexesAsync(TestServer server) => server.Db.ReadAsync(sql => sql.QueryAsync<string>("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"));

    private static async Task<bool> HangAsync(HttpContext http)
    {
        await Task.WhenAny(Task.Delay(Timeout.Infinite, http.RequestAborted));
        return true;
    }

    /// <summary>The files of the installation by their hashes; SQLite's index into its log is none of them, it is made anew by every reader.</summary>
    private Dictionary<string, string> Files() => Directory.EnumerateFiles(scene.Data, "*", SearchOption.AllDirectories)
        .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)).ToDictionary(file => Path.GetRelativePath(scene.Data, file), file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))));
}
