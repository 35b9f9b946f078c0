using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Confab.Tests.Flows;

/// <summary>What docs/flows.md shows, held against the server.</summary>
public sealed partial class FlowPageTests : IAsyncLifetime
{
    private readonly string page = File.ReadAllText(Path.Combine(LayoutTests.Root(), "docs", "flows.md"));
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_first_flow_runs_as_it_stands()
    {
        var lines = Blocks().Matches(page).Single(block => block.Groups[1].Value == "sh").Groups[2].Value.Replace("http://127.0.0.1:8080", server.Url, StringComparison.Ordinal);
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["-e", "-o", "pipefail", "-c", lines])
            start.ArgumentList.Add(arg);
        start.Environment["KEY"] = server.AccessKey;
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.ShouldBe(0, output + await bash.StandardError.ReadToEndAsync());
        output.ShouldContain("\"text\":\"We open at 8:00 UTC.\"");
        output.ShouldContain("\"reference_type\":\"conversation\"");
    }

    [Fact]
    public async Task Every_flow_is_taken_and_every_simulation_takes_the_steps_that_it_shows()
    {
        var (flow, simulation, shown) = ("", "", 0);
        foreach (Match block in Blocks().Matches(page))
            switch (block.Groups[1].Value, block.Groups[2].Value)
            {
                case ("json", var json) when json.Contains("\"actions\"", StringComparison.Ordinal):
                    (flow, simulation) = ((await PostAsync("/v1.0/flows", json)).Id, "");
                    break;
                case ("json", var json):
                    simulation = json;
                    break;
                case ("text", var steps) when simulation.Length > 0:
                    var answer = await PostAsync($"/v1.0/flows/{flow}/simulate", simulation);
                    string.Join('\n', answer.Json.GetProperty("steps").EnumerateArray().Select(step => $"{step.GetProperty("action").GetProperty("type").GetString()} {step.GetProperty("result").GetString()}")).ShouldBe(steps.Trim());
                    (simulation, shown) = ("", shown + 1);
                    break;
            }
        shown.ShouldBe(3);
    }

    [Fact]
    public async Task Every_action_that_is_run_stands_in_its_table_and_the_faults_read_as_shown()
    {
        foreach (var kind in server.Services.GetServices<Confab.Flows.Actions.IActionKind>())
            page.ShouldContain($"\n| `{kind.Type}");
        var first = Guid.NewGuid();
        var refused = await server.Admin.PostAsync("/v1.0/flows", new
        {
            actions = new object[] { new { id = first, type = "block" }, new { type = "block" }, new { type = "sleep", option = new { duration = -1 } }, new { type = "block" }, new { type = "goto", option = new { target_id = first } } }
        });
        page.ShouldContain(string.Join('\n', refused.Json.GetProperty("error").GetProperty("details").EnumerateArray().Select(fault => $"{fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}")));
    }

    private async Task<Answer> PostAsync(string path, string json) =>
        (await server.Admin.SendAsync(HttpMethod.Post, path, new StringContent(json, null, "application/json"))).Ok();

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
