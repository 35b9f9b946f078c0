using System.Text.RegularExpressions;

namespace Confab.Tests.Live;

/// <summary>What the page on events shows.</summary>
public sealed partial class EventsPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(LayoutTests.Root(), "docs", "events.md"));

    [Fact]
    public async Task The_conversation_with_the_socket_goes_as_it_stands_there()
    {
        await using var server = await TestServer.StartAsync();
        var line = await server.AddLineAccountAsync();
        var names = new Dictionary<string, string> { ["CUSTOMER"] = (await server.Admin.GetAsync("/v1.0/customer"))["id"] };
        await using var client = await LiveClient.ConnectAsync(server.Url, server.AccessKey);
        var played = 0;
        foreach (var step in Block("text").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            played++;
            if (step.StartsWith("> ", StringComparison.Ordinal))
                await client.SendTextAsync(names.Aggregate(step[2..], (text, name) => text.Replace(name.Key, name.Value, StringComparison.Ordinal)));
            else if (step.StartsWith("  ", StringComparison.Ordinal))
            {
                await Poll.UntilAsync(() => Task.FromResult(server.Services.GetRequiredService<Confab.Live.Subscriptions>().Count), count => count > 0);
                names["CONVERSATION"] = (await line.SayAsync("Ualice", "hello")).GetProperty("id").GetString()!;
            }
            else
            {
                var told = await client.NextAsync();
                step.Replace("…", "", StringComparison.Ordinal).ShouldBe($$$"""< {"type": "{{{told.GetProperty("type").GetString()}}}", "data": {}, "cursor": ""}""");
                names["CURSOR"] = told.GetProperty("cursor").GetString()!;
            }
        }
        played.ShouldBe(8);
        client.Rest().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_requests_run_as_they_stand_there()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Admin.PostAsync("/v1.0/phone/messages", new { from = "+15550199008", to = FirstStart.SandboxNumber, text = "before" })).Ok();
        await Poll.UntilAsync(() => server.Db.ReadAsync(sql => sql.FirstAsync<long>("SELECT COUNT(*) FROM jobs WHERE kind <> 'chore'")), jobs => jobs == 0);
        var output = await ReadmeTests.BashAsync(Block("sh").Replace("http://127.0.0.1:8080", server.Url, StringComparison.Ordinal), server.AccessKey);
        output.ShouldContain("\"type\":\"conversation_message_created\"");
        output.ShouldContain("Anybody there?");
        output.ShouldNotContain("before");
    }

    private static string Block(string kind) => Blocks().Matches(Page).Single(block => block.Groups[1].Value == kind).Groups[2].Value;

    [GeneratedRegex("```(\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
