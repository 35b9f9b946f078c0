using System.Text.RegularExpressions;

namespace Confab.Tests;

/// <summary>The rules of the house that no compiler checks.</summary>
public sealed partial class LayoutTests
{
    /// <summary>A folder uses only folders before it. Root files see all.</summary>
    private static readonly string[] Order =
    [
        "Basics", "Channels", "Store", "Auth", "Events", "Live", "Customers", "Tags", "Agents", "Accounts", "Numbers", "Billing", "Medias", "Conversations", "Messages",
        "Flows", "Replies", "Overview", "Webchat", "Emails", "Phone", "Pages", "Demo", "Cli"
    ];

    private static readonly string Source = Path.Combine(Root(), "src", "Confab");

    [Fact]
    public void A_folder_uses_only_folders_before_it()
    {
        var wrong = new List<string>();
        foreach (var file in Files())
        {
            var folder = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0];
            if (!Directory.Exists(Path.Combine(Source, folder)))
                continue;
            var place = Array.IndexOf(Order, folder);
            place.ShouldBeGreaterThanOrEqualTo(0, $"{folder} has no place in the order");
            foreach (Match used in Uses().Matches(File.ReadAllText(file)))
                if (Array.IndexOf(Order, used.Groups[1].Value) is >= 0 and var other && other > place && !(folder == "Demo" && used.Groups[1].Value == "Cli"))
                    wrong.Add($"{Path.GetRelativePath(Source, file)} uses {used.Groups[1].Value}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Channels_use_no_database_and_nobody_else_switches_on_a_channels_name()
    {
        Files().Where(file => file.Contains("Channels", StringComparison.Ordinal) && File.ReadAllText(file).Contains("Confab.Store", StringComparison.Ordinal)).ShouldBeEmpty();
        Files().Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Channels{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}Demo{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => ChannelNames().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName).ShouldBeEmpty();
    }

    [Fact]
    public void Files_are_small()
    {
        var lengths = Files().Select(file => File.ReadLines(file).Count()).Order().ToList();
        lengths[lengths.Count / 2].ShouldBeLessThanOrEqualTo(70);
        lengths[^1].ShouldBeLessThanOrEqualTo(300);
    }

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    internal static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Confab.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("not in a checkout");
        return folder;
    }

    [GeneratedRegex(@"\b(?:using |Confab\.)(?:Confab\.)?([A-Z][A-Za-z]+)")]
    private static partial Regex Uses();

    [GeneratedRegex("(==|case|is) \"(line|sms|whatsapp|email)|\"(line|sms|whatsapp|email)\" =>|\"(twilio|telnyx|sandbox|mailgun)(?!;)")]
    private static partial Regex ChannelNames();
}
