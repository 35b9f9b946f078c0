using System.Text.RegularExpressions;
using Confab.Events;

namespace Confab.Tests.Events;

public sealed partial class EventTypeTests
{
    /// <summary>Or nobody could ask for them.</summary>
    [Fact]
    public void Every_type_that_the_source_names_is_known()
    {
        var source = Path.Combine(LayoutTests.Root(), "src", "Confab");
        var named = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Types().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(10);
        named.Except(EventTypes.All).ShouldBeEmpty();
    }

    [GeneratedRegex("\"((?:conversation|account|activeflow|message|agent|tag|canned_reply|webchat|webhook)[a-z_]*_(?:created|updated|deleted|ended|disabled))\"")]
    private static partial Regex Types();
}
