using System.Diagnostics;
using Confab.Store.Copying;
using Spectre.Console;

namespace Confab.Cli;

/// <summary>Shows how far a copy is: bars on a terminal, lines elsewhere; and at the end a table.</summary>
internal static class CopyReport
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Runs a copy and shows how far it is.</summary>
    public static Task<List<ComparedTable>> ShowAsync(Func<IProgress<CopyProgress>, Task<List<ComparedTable>>> run) =>
        Console.IsOutputRedirected ? run(new Lines()) : ShowAsync(AnsiConsole.Console, run);

    /// <summary>The same on a terminal.</summary>
    public static Task<List<ComparedTable>> ShowAsync(IAnsiConsole terminal, Func<IProgress<CopyProgress>, Task<List<ComparedTable>>> run)
    {
        Console.CancelKeyPress += (_, _) => terminal.Cursor.Show();
        return terminal.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => run(new Bars(context)));
    }

    /// <summary>Each table with its rows, and whether they are the same on both sides.</summary>
    public static void Write(List<ComparedTable> tables, TimeSpan time)
    {
        var all = new Table().Border(TableBorder.Simple).AddColumn("table").AddColumn(new TableColumn("rows").RightAligned()).AddColumn("checksum");
        foreach (var table in tables)
            all.AddRow(table.Name, $"{table.Rows:N0}", table.IsSame ? "ok" : table.Rows == table.RowsThere ? "differs" : $"differs: {table.RowsThere:N0} rows there");
        var rows = tables.Sum(table => table.Rows);
        AnsiConsole.Write(all);
        Console.WriteLine($"{rows:N0} rows in {time.TotalSeconds:N1} s");
    }

    private sealed class Bars(ProgressContext context) : IProgress<CopyProgress>
    {
        private readonly Dictionary<CopyPhase, ProgressTask> tasks = [];

        public void Report(CopyProgress value)
        {
            if (!tasks.TryGetValue(value.Phase, out var task))
                tasks[value.Phase] = task = context.AddTask($"{value.Phase}", maxValue: Math.Max(value.Total, 1));
            task.Description = $"{value.Phase,-8} {value.Table,-20}";
            task.Value = value.Done;
        }
    }

    private sealed class Lines : IProgress<CopyProgress>
    {
        private CopyPhase? phase;
        private long last;

        public void Report(CopyProgress value)
        {
            if (value.Phase == phase && Stopwatch.GetElapsedTime(last) < Every)
                return;
            (phase, last) = (value.Phase, Stopwatch.GetTimestamp());
            Console.WriteLine($"{value.Phase,-8} {value.Done,13:N0} of {value.Total:N0}   {value.Table}");
        }
    }
}
