using System.IO.Compression;

namespace Confab.Tests.Cli;

/// <summary>The program as an operator runs it.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly string data = Path.Combine(Path.GetTempPath(), $"confab-cli-{Guid.NewGuid():N}");
    private readonly string url = RealProcess.FreeUrl();

    public void Dispose()
    {
        if (Directory.Exists(data))
            Directory.Delete(data, recursive: true);
    }

    [Fact]
    [Trait("Store", "SQLite")]
    public async Task A_second_server_on_the_same_folder_exits_2_and_says_so_and_the_first_stops_cleanly()
    {
        using var first = await RealProcess.ServeAsync(url, data);
        var (code, output) = await RealProcess.RunAsync("serve", "--data", data, "--urls", RealProcess.FreeUrl());
        code.ShouldBe(2);
        output.ShouldContain("Another server is using the data folder");
        first.Output.ShouldContain("access key  vb_");
        first.Output.ShouldContain($"phone inbox +15550199001 --data '{data}'");
        if (!OperatingSystem.IsWindows())
            foreach (var file in Directory.GetFiles(data))
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        (await first.StopAsync()).ShouldBe(0);
        using var again = await RealProcess.ServeAsync(url, data);
        again.Output.ShouldNotContain("access key");
    }

    [Fact]
    public async Task A_phone_says_and_reads_and_status_shows_the_queues()
    {
        using var server = await RealProcess.ServeAsync(url, data);
        (await RealProcess.RunAsync("phone", "say", "--from", "+15550199001", "--to", "+15550100001", "hello there", "--data", data)).ExitCode.ShouldBe(0);
        var inbox = await Poll.UntilAsync(() => RealProcess.RunAsync("phone", "inbox", "+15550199001", "--data", data), ran => ran.Output.Contains("hello there", StringComparison.Ordinal));
        inbox.Output.ShouldContain("+15550100001 → +15550199001: Hello! You wrote: hello there");
        var (code, output) = await RealProcess.RunAsync("status", "--data", data);
        code.ShouldBe(0);
        output.ShouldContain("queue depth   0");
        output.ShouldContain("failing       none");
        (await RealProcess.RunAsync("phone", "inbox", "+15550199001", "--url", url, "--accesskey", "vb_wrong", "--data", data)).ExitCode.ShouldBe(2);
    }

    [Fact]
    public async Task A_customer_is_added_and_a_lost_password_replaced_while_the_server_runs()
    {
        using var server = await RealProcess.ServeAsync(url, data);
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var (code, output) = await RealProcess.RunAsync("customer", "add", "Other Ltd", "--username", "boss@other", "--password", "a long password", "--data", data);
        code.ShouldBe(0, output);
        var boss = new ApiClient(http, await ApiClient.TokenAsync(http, "boss@other", "a long password"));
        (await boss.GetAsync("/v1.0/customer")).Ok()["name"].ShouldBe("Other Ltd");
        (await RealProcess.RunAsync("agent", "password", "boss@other", "--password", "another password", "--data", data)).ExitCode.ShouldBe(0);
        await Poll.UntilAsync(() => boss.GetAsync("/v1.0/customer"), answer => answer.Status == 401, 5);
        await ApiClient.TokenAsync(http, "boss@other", "another password");
        (await RealProcess.RunAsync("agent", "password", "nobody@other", "--data", data)).ExitCode.ShouldBe(2);
    }

    [Fact]
    [Trait("Store", "SQLite")]
    public async Task A_backup_taken_while_the_server_runs_is_an_installation_again()
    {
        var (file, copy) = (data + ".zip", data + "-copy");
        var link = "";
        using (var server = await RealProcess.ServeAsync(url, data, "--Confab:Admin:Password=a long password"))
        {
            using (var http = new HttpClient { BaseAddress = new Uri(url) })
                link = (await new ApiClient(http, await ApiClient.TokenAsync(http, "admin@localhost", "a long password")).SendAsync(HttpMethod.Post, "/v1.0/medias",
                    new MultipartFormDataContent { { new ByteArrayContent(Pictures.Png(1, 1, 300_000)), "file", "a.png" } })).Ok()["url"];
            (await RealProcess.RunAsync("phone", "say", "--from", "+15550199001", "--to", "+15550100001", "kept", "--data", data, "--url", url)).ExitCode.ShouldBe(0);
            (await RealProcess.RunAsync("backup", file, "--data", data)).ExitCode.ShouldBe(0);
            (await RealProcess.RunAsync("backup", file, "--data", data)).ExitCode.ShouldBe(2);
            await server.KillAsync();
        }
        ZipFile.ExtractToDirectory(file, copy);
        using (await RealProcess.ServeAsync(url, copy))
        {
            using var http = new HttpClient { BaseAddress = new Uri(url) };
            var admin = new ApiClient(http, await ApiClient.TokenAsync(http, "admin@localhost", "a long password"));
            (await admin.GetAsync("/v1.0/conversations")).Ok().Result.Length.ShouldBe(1);
            (await http.GetByteArrayAsync(link)).Length.ShouldBe(300_000);
            (await RealProcess.RunAsync("phone", "say", "--from", "+15550199001", "--to", "+15550100001", "sealed secrets open", "--data", copy, "--url", url)).ExitCode.ShouldBe(0);
        }
        Directory.Delete(copy, recursive: true);
        File.Delete(file);
    }

    [Fact]
    public async Task Faults_in_settings_are_all_named_at_start_and_the_process_exits_2()
    {
        var (code, output) = await RealProcess.RunAsync("serve", "--data", data, "--Confab:RateLimit:Enabled=maybe", "--Confab:Webhooks:RetrySeconds=5,x", "--Confab:Line:ApiUrl=ftp://x", "--Confab:Keys:CertificatePassword=secret-word", "--Confab:TrustedProxies=nowhere");
        code.ShouldBe(2);
        foreach (var part in (string[])["Confab:RateLimit:Enabled = \"maybe\": must be true or false", "Confab:Webhooks:RetrySeconds", "Confab:Line:ApiUrl", "Confab:TrustedProxies"])
            output.ShouldContain(part);
        output.ShouldNotContain("secret-word");
        (await RealProcess.RunAsync("serve", "--nonsense")).ExitCode.ShouldBe(2);
    }

    [Theory]
    [InlineData("Confab:Database", "Host=h;Bogus=1")]
    [InlineData("Confab:Database", "Host=h;Port=abc;Password=secret-word")]
    [InlineData("Confab:Database", "Host=")]
    [InlineData("Confab:Database", "mysql")]
    [InlineData("Confab:DatabaseDirect", "nonsense")]
    public async Task A_connection_string_that_is_none_is_a_fault_of_its_setting(string key, string value)
    {
        var (code, output) = await RealProcess.RunAsync("serve", "--data", data, "--Confab:Database=sqlite", $"--{key}={value}");
        code.ShouldBe(2, output);
        output.ShouldContain($"{key} = (not shown): must be sqlite, or a PostgreSQL connection string");
        output.ShouldNotContain("secret-word");
    }

    [Fact]
    public async Task A_server_that_cannot_listen_says_so_in_one_line_and_has_shown_the_credentials_all_the_same()
    {
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var outputs = new List<string>();
        foreach (var address in (string[])[$"http://{taken.LocalEndpoint}", "http://192.0.2.1:18804", "http://localhost:0"])
        {
            var (code, output) = await RealProcess.RunAsync("serve", "--data", data, "--urls", address);
            code.ShouldBe(2, output);
            output.ShouldContain($"Urls = \"{address}\": ");
            output.ShouldNotContain("   at ");
            outputs.Add(output);
        }
        outputs[0].ShouldContain("access key  vb_");
        outputs[1].Trim().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("Urls", "--urls", "foo")]
    [InlineData("Urls", "--urls", "http://localhost:1/base")]
    [InlineData("Urls", "--urls", "https://localhost:1")]
    [InlineData("Urls", "--urls", "http://127.0.0.1:99999")]
    [InlineData("Urls", "--urls", "http://nohost.invalid:18804")]
    [InlineData("Confab:Admin:Password", "--Confab:Admin:Password=x")]
    [InlineData("Confab:Keys:Certificate", "--Confab:Keys:Certificate=/no/such/file")]
    [InlineData("Confab:Limits:BodyBytes", "--Confab:Limits:BodyBytes=2048", "--confab:limits:bodybytes=the later one counts")]
    public async Task A_setting_that_cannot_be_is_named(string key, params string[] arguments)
    {
        var (code, output) = await RealProcess.RunAsync(["serve", "--data", data, .. arguments]);
        code.ShouldBe(2, output);
        output.ShouldContain($"{key} = ");
        Directory.Exists(data).ShouldBeFalse();
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("/proc/no/folder")]
    public async Task A_folder_that_cannot_be_is_named(string folder)
    {
        var (code, output) = await RealProcess.RunAsync("serve", "--data", folder, "--urls", url);
        code.ShouldBe(2, output);
        output.Trim().ShouldMatch($"^Confab:Data = \"{folder}\": [^\n]*$");
    }

    [Theory]
    [InlineData("--username", "customer", "add", "X")]
    [InlineData("command", "customer")]
    [InlineData("--password", "agent", "password", "boss@other", "--password")]
    public async Task Arguments_that_cannot_be_are_named_in_one_line(string part, params string[] arguments)
    {
        var (code, output) = await RealProcess.RunAsync(arguments);
        code.ShouldBe(2, output);
        output.Trim().ShouldMatch($"^[^\n]*{part}[^\n]*$");
    }

    [Fact]
    public async Task A_server_that_drains_is_not_ready_but_serves_until_it_ends()
    {
        using var server = await RealProcess.ServeAsync(url, data, "--Confab:DrainSeconds=3");
        using var http = new HttpClient { BaseAddress = new Uri(url) };
        var stopped = server.StopAsync();
        await Poll.UntilAsync(() => http.TryGetStatusAsync("/health/ready"), status => status == 503);
        (await http.TryGetStatusAsync("/health/live")).ShouldBe(200);
        (await http.TryGetStatusAsync("/v1.0/tags?accesskey=" + (await File.ReadAllTextAsync(Path.Combine(data, "admin.key"))).Trim())).ShouldBe(200);
        (await stopped).ShouldBe(0);
        (await http.TryGetStatusAsync("/health/live")).ShouldBe(0);
    }

    [Fact]
    [Trait("Store", "SQLite")]
    public async Task It_listens_on_every_address_and_a_file_that_is_no_database_is_named()
    {
        using (var server = await RealProcess.StartAsync("serve", "--data", data, "--urls", $"http://*:{new Uri(url).Port}"))
        {
            await Poll.UntilAsync(() => Task.FromResult(server.Output), output => output.Contains("Confab listens on", StringComparison.Ordinal));
            (await RealProcess.RunAsync("phone", "inbox", "+15550199001", "--data", data)).ExitCode.ShouldBe(0);
            (await server.StopAsync()).ShouldBe(0);
        }
        (await RealProcess.RunAsync("backup", "/no/such/folder/b.zip", "--data", data)).ExitCode.ShouldBe(2);
        foreach (var file in Directory.GetFiles(data, "confab.db*"))
            await File.WriteAllTextAsync(file, new string('x', 8192));
        var (code, output) = await RealProcess.RunAsync("serve", "--data", data, "--urls", url);
        code.ShouldBe(2, output);
        output.ShouldContain("confab.db");
    }

    [Fact]
    public async Task The_demo_plays_the_whole_tutorial_and_everything_holds()
    {
        var (code, output) = await RealProcess.RunAsync("demo");
        code.ShouldBe(0, output);
        output.ShouldNotContain("✗");
        output.ShouldNotContain("eyJ");
    }
}
