using System.Text.RegularExpressions;

namespace Confab.Tests.Medias;

/// <summary>What <c>docs/medias.md</c> shows is run as it stands.</summary>
public sealed partial class MediaPageTests
{
    [Fact]
    public async Task The_commands_run()
    {
        await using var server = await TestServer.StartAsync();
        var page = await File.ReadAllTextAsync(Path.Combine(LayoutTests.Root(), "docs", "medias.md"));
        var file = Path.GetTempFileName();
        var script = string.Concat(Blocks().Matches(page).Select(block => block.Groups[1].Value)).Replace("/tmp/hours.txt", file, StringComparison.Ordinal);
        var output = await ReadmeTests.BashAsync($"API={server.Url}/v1.0\n{script}", server.AccessKey);
        File.Delete(file);
        output.ShouldContain("\"width\":1,\"height\":1");
        output.ShouldContain("Opening hours: 9 to 5\nOpening");
        output.ShouldContain("https://example.com/shop.jpg");
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
