namespace Confab.ConsoleBench;

/// <summary>From the pretend phone to the inbox beside it.</summary>
internal static class Phones
{
    /// <summary>Sends, one after the other; each counts from the key that sends to the frame that shows its row.</summary>
    public static async Task RunAsync(Screen screen, Options options)
    {
        var page = await screen.ComeAsync();
        await page.LoadAsync("/phone");
        var field = page.GetByRole(AriaRole.Region, new() { Name = "The phone " }).GetByLabel("Write a message");
        var times = new List<double>();
        for (var i = 0; i < options.Sends; i++)
        {
            var text = $"Number {i} of a few";
            await field.FillAsync(text);
            var shown = page.EvaluateAsync<double>($"probe.until('[data-testid=conversations] [role=listitem]', '{text}')");
            await field.PressAsync("Enter");
            times.Add(await shown);
        }
        Report.Times("d phone to row in the inbox", times);
        await page.Context.CloseAsync();
    }
}
