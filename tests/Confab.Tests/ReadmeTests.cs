using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Confab.Tests;

/// <summary>What the README tells a newcomer to type.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task The_tutorial_in_ten_lines_runs_as_it_stands_in_the_readme()
    {
        await using var server = await TestServer.StartAsync();
        var readme = await File.ReadAllTextAsync(Path.Combine(LayoutTests.Root(), "README.md"));
        var lines = ShellBlocks().Matches(readme).Select(block => block.Groups[1].Value).Single(block => block.Contains("API=", StringComparison.Ordinal));
        Enumerable.Range(1, 10).ShouldAllBe(step => lines.Contains($"# {step,2}. ", StringComparison.Ordinal));

        var output = await BashAsync(lines.Replace("http://127.0.0.1:8080", server.Url, StringComparison.Ordinal), server.AccessKey);
        output.ShouldContain("\"owner_type\":\"agent\"");
        output.ShouldContain("\"owner_type\":\"\"");
        var phone = await Poll.UntilAsync(() => server.Admin.GetAsync("/v1.0/phone/messages?number=%2B15550199001"), answer => answer.Result.Length == 2);
        phone.Result.Select(message => message.GetProperty("text").GetString()).ShouldBe(["Hi, how can I help you today?", "Hello! You wrote: Hello, is anyone there?"]);
    }

    [Fact]
    public void Every_link_to_a_page_of_ours_leads_somewhere()
    {
        var root = LayoutTests.Root();
        var pages = Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(root, "README.md")).Append(Path.Combine(root, "CONTRIBUTING.md"));
        foreach (var page in pages)
            foreach (Match link in Links().Matches(File.ReadAllText(page)))
            {
                var target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value);
                (File.Exists(target) || Directory.Exists(target)).ShouldBeTrue($"{Path.GetRelativePath(root, page)} links to {link.Groups[1].Value}");
                if (link.Groups[2].Value is { Length: > 1 } heading)
                    Headings().Matches(File.ReadAllText(target)).Select(found => found.Groups[1].Value.Trim().Replace(' ', '-').ToLowerInvariant()).ShouldContain(heading[1..]);
            }
    }

    [Fact]
    public void The_pictures_are_light_and_shown()
    {
        var readme = File.ReadAllText(Path.Combine(LayoutTests.Root(), "README.md"));
        foreach (var picture in Directory.GetFiles(Path.Combine(LayoutTests.Root(), "docs", "images")).Select(path => new FileInfo(path)))
        {
            readme.ShouldContain($"docs/images/{picture.Name}");
            picture.Length.ShouldBeLessThan(300_000, picture.Name);
        }
    }

    internal static async Task<string> BashAsync(string script, string key)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["-e", "-o", "pipefail", "-c", script])
            start.ArgumentList.Add(arg);
        start.Environment["KEY"] = key;
        using var bash = Process.Start(start)!;
        var output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.ShouldBe(0, output + await bash.StandardError.ReadToEndAsync());
        return output;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlocks();

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)(#[^)]*)?\)")]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();
}
