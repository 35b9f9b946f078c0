using System.CommandLine;

namespace Confab.Faults;

/// <summary>What the command line asks for.</summary>
/// <param name="Database"><c>sqlite</c>, <c>postgres</c> for a private instance, or the connection string of one that is there.</param>
/// <param name="IsShort">About two minutes instead of 25.</param>
/// <param name="Outage">How long all providers are away.</param>
/// <param name="Only">The names of the faults to try; empty for all.</param>
internal sealed record Options(string Database, bool IsShort, TimeSpan Outage, IReadOnlyList<string> Only)
{
    /// <summary>Whether the servers share a PostgreSQL.</summary>
    public bool OnPostgres => Database != "sqlite";

    /// <summary>How many faults are tried at once, each on an installation of its own.</summary>
    public int AtOnce => IsShort && !OnPostgres ? 3 : 1;

    /// <summary>A time that depends on the form, in seconds.</summary>
    public TimeSpan Span(double inFull, double inShort) => TimeSpan.FromSeconds(IsShort ? inShort : inFull);

    /// <summary>A number that depends on the form.</summary>
    public int Count(int inFull, int inShort) => IsShort ? inShort : inFull;

    /// <summary>The command that reads these options and runs.</summary>
    public static RootCommand Command(Func<Options, CancellationToken, Task<int>> run)
    {
        var database = new Option<string>("--database") { Description = "sqlite, postgres for a private instance, or \"Host=…;Port=…;Username=…;Database=…\".", DefaultValueFactory = _ => "sqlite" };
        var isShort = new Option<bool>("--short") { Description = "The short form: about two minutes instead of about 25." };
        var outage = new Option<int?>("--outage") { Description = "For how many seconds provider-outage takes all providers away: 600, in the short form 20." };
        var only = new Option<string>("--only") { Description = "Names of faults, separated by commas.", DefaultValueFactory = _ => "" };
        var command = new RootCommand("Runs real servers under load, strikes them with faults, and counts what was lost, doubled or turned round.") { database, isShort, outage, only };
        command.SetAction((parsed, stop) => run(new Options(parsed.GetValue(database)!, parsed.GetValue(isShort), TimeSpan.FromSeconds(parsed.GetValue(outage) ?? (parsed.GetValue(isShort) ? 20 : 600)),
            parsed.GetValue(only)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)), stop));
        return command;
    }
}
