using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Confab.Demo;

namespace Confab.Tests.Events;

/// <summary>What <c>docs/webhooks.md</c> shows is run as it stands.</summary>
public sealed partial class WebhookPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(LayoutTests.Root(), "docs", "webhooks.md"));

    [Fact]
    public async Task The_commands_run()
    {
        await using var server = await TestServer.StartAsync();
        var script = string.Concat(Blocks("sh"));
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["-e", "-o", "pipefail", "-c", script])
            start.ArgumentList.Add(arg);
        (start.Environment["API"], start.Environment["KEY"], start.Environment["RECEIVER"]) = (server.Url + "/v1.0", server.AccessKey, server.Receiver.Address);
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.ShouldBe(0, output + await bash.StandardError.ReadToEndAsync());
        output.ShouldContain("\"status_code\":200");
        server.Receiver.All.ShouldContain(told => told.Type == "webhook_test");
    }

    [Theory]
    [InlineData("node", "js")]
    [InlineData("python3", "python")]
    public async Task A_receiver_of_the_page_takes_what_is_real_and_refuses_what_is_forged(string program, string language)
    {
        await using var server = await TestServer.StartAsync();
        var (file, url) = (Path.GetTempFileName(), RealProcess.FreeUrl());
        await File.WriteAllTextAsync(file, Blocks(language).Single());
        var start = new ProcessStartInfo(program, file) { RedirectStandardOutput = true };
        (start.Environment["SECRET"], start.Environment["PORT"]) = (TestServer.WebhookSecret, new Uri(url).Port.ToString());
        using var receiver = Process.Start(start)!;
        try
        {
            var endpoint = (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = url, secret = TestServer.WebhookSecret, event_types = new[] { "account_created" } })).Ok().Id;
            await Poll.UntilAsync(() => server.Admin.PostAsync($"/v1.0/webhook_endpoints/{endpoint}/test"), tried => tried["status_code"] == "204");
            (await receiver.StandardOutput.ReadLineAsync()).ShouldBe("webhook_test");
            await server.AddLineAccountAsync();
            (await receiver.StandardOutput.ReadLineAsync()).ShouldBe("account_created");

            (await server.Admin.PostAsync($"/v1.0/webhook_endpoints/{endpoint}/rotate")).Ok();
            (await server.Admin.PostAsync($"/v1.0/webhook_endpoints/{endpoint}/test")).Ok()["status_code"].ShouldBe("204");
            var forged = (await server.Admin.PostAsync("/v1.0/webhook_endpoints", new { uri = url, secret = "whsec_bm90IHRoZSBzZWNyZXQgYXQgYWxs" })).Ok().Id;
            (await server.Admin.PostAsync($"/v1.0/webhook_endpoints/{forged}/test")).Ok()["status_code"].ShouldBe("401");
        }
        finally
        {
            receiver.Kill();
            File.Delete(file);
        }
    }

    [Fact]
    public async Task The_verifier_of_the_page_is_the_one_here_and_takes_what_is_real_only()
    {
        var here = await File.ReadAllTextAsync(Path.Combine(LayoutTests.Root(), "tests", "Confab.Tests", "Events", "WebhookVerifier.cs"));
        here.Replace("namespace Confab.Tests.Events;\n\n", "", StringComparison.Ordinal).ShouldBe(Blocks("csharp").Single());

        await using var server = await TestServer.StartAsync();
        await server.SetWebhookAsync();
        await server.AddLineAccountAsync();
        var told = await server.Receiver.WaitForAsync(told => told.Type == "account_created");
        Verify(told, told.Body).ShouldBeTrue();
        Verify(told, told.Body + " ").ShouldBeFalse();
        WebhookVerifier.Verify("whsec_bm90IHRoZSBzZWNyZXQgYXQgYWxs", told.EventId, told.Headers["webhook-timestamp"], told.Headers["webhook-signature"], Encoding.UTF8.GetBytes(told.Body)).ShouldBeFalse();
        WebhookVerifier.Verify(TestServer.WebhookSecret, told.EventId, "1", told.Headers["webhook-signature"], Encoding.UTF8.GetBytes(told.Body)).ShouldBeFalse();
    }

    [Fact]
    public void Every_event_is_on_the_page() => Confab.Events.EventTypes.All.Where(type => !Page.Contains($"`{type}`", StringComparison.Ordinal)).ShouldBeEmpty();

    private static bool Verify(Delivered told, string body) =>
        WebhookVerifier.Verify(TestServer.WebhookSecret, told.EventId, told.Headers["webhook-timestamp"], told.Headers["webhook-signature"], Encoding.UTF8.GetBytes(body));

    private static List<string> Blocks(string language) => [.. CodeBlocks().Matches(Page).Where(block => block.Groups[1].Value == language).Select(block => block.Groups[2].Value)];

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();
}
