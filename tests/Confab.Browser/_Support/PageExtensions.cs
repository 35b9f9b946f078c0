using Deque.AxeCore.Playwright;

namespace Confab.Browser;

/// <summary>What tests of every page ask of it.</summary>
internal static class PageExtensions
{
    /// <summary>Axe finds nothing on it that keeps people out.</summary>
    public static async Task ShouldBeAccessibleAsync(this IPage page)
    {
        var found = (await page.RunAxe()).Violations.Where(violation => violation.Impact is "serious" or "critical");
        found.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id} ({violation.Help}): {node.Html} {string.Join(' ', node.Any.Select(check => check.Message))}")).ShouldBeEmpty();
    }
}
