using System.CommandLine;
using Confab.Faults;
using Confab.Faults.Checks;
using Confab.Faults.Kinds;
using Confab.Faults.Servers;

return await Options.Command(RunAsync).Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });

static async Task<int> RunAsync(Options options, CancellationToken stop)
{
    await using var postgres = options.OnPostgres ? await Postgres.OpenAsync(options.Database) : null;
    var table = new Table();
    await Parallel.ForEachAsync(FaultList.For(options, postgres).Index(), new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = stop },
        async (fault, stop) => table.Add(fault.Index, await FaultRun.RunAsync(fault.Item, options, postgres, stop)));
    table.Print();
    return table.IsClean ? 0 : 1;
}
