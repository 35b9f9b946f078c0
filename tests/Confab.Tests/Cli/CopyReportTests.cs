using Confab.Cli;
using Confab.Store.Copying;
using Spectre.Console;

namespace Confab.Tests.Cli;

/// <summary>How far a copy is, on a terminal.</summary>
public sealed class CopyReportTests
{
    [Fact]
    public async Task A_terminal_shows_a_bar_for_each_phase()
    {
        using var screen = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen) });
        await CopyReport.ShowAsync(terminal, async progress =>
        {
            foreach (var phase in Enum.GetValues<CopyPhase>())
                for (var rows = 0; rows <= 10; rows += 5)
                    progress.Report(new CopyProgress(phase, "messages", rows, 10));
            await Task.Yield();
            return [];
        });
        foreach (var phase in (string[])["Counting messages", "Copying  messages", "Checking messages", "Indexing messages"])
            screen.ToString().ShouldMatch($"{phase} +━+ 100%");
    }

    [Fact]
    public async Task Nothing_to_copy_is_shown_too()
    {
        using var screen = new StringWriter();
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(screen) });
        (await CopyReport.ShowAsync(terminal, progress =>
        {
            progress.Report(new CopyProgress(CopyPhase.Copying, "messages", 0, 0));
            return Task.FromResult(new List<ComparedTable>());
        })).ShouldBeEmpty();
    }
}
