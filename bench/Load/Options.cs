using System.CommandLine;

namespace Confab.Load;

/// <summary>What a run is asked to do.</summary>
/// <param name="Database"><c>sqlite</c>, or the connection string of a PostgreSQL server on which the run may make and drop databases of its own.</param>
/// <param name="Seconds">How long each measurement runs.</param>
/// <param name="Connections">How many connections the client has.</param>
/// <param name="Rate">Hooks per second of the open loop.</param>
/// <param name="Only">The letters of the measurements to make.</param>
/// <param name="Json">The file for the results; null for none.</param>
/// <param name="Messages">How many messages the store holds when pages are measured; the first is what the others are compared with.</param>
/// <param name="Sockets">How many sockets follow something that does not happen (i).</param>
/// <param name="Nodes">How many servers share the database in a, b and e: more than one on PostgreSQL only.</param>
internal sealed record Options(string Database, int Seconds, int Connections, int Rate, string Only, string? Json, IReadOnlyList<int> Messages, int Sockets, int Nodes)
{
    /// <summary>Every measurement that any machine can take.</summary>
    public const string All = "abcdefgh";

    /// <summary>Whether the database is PostgreSQL.</summary>
    public bool IsPostgres => Database != "sqlite";

    /// <summary>The name of the kind of database, and of the floor's mode.</summary>
    public string Kind => IsPostgres ? "postgres" : "sqlite";

    /// <summary>How long a measurement runs.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(Seconds);

    /// <summary>How long it runs before that, unmeasured.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Math.Clamp(Seconds / 2.0, 1, 3));

    /// <summary>Whether any of these measurements is asked for.</summary>
    public bool Has(string letters) => Only.AsSpan().IndexOfAny(letters) >= 0;

    /// <summary>Reads the command line and runs; returns the exit code.</summary>
    public static Task<int> ReadAsync(string[] args, Func<Options, Task<int>> run)
    {
        var database = new Option<string>("--database") { Description = "sqlite, or a PostgreSQL connection string as in \"Host=127.0.0.1;Username=postgres\".", DefaultValueFactory = _ => "sqlite" };
        var seconds = new Option<int>("--seconds") { Description = "How long each measurement runs.", DefaultValueFactory = _ => 10 };
        var connections = new Option<int>("--connections") { Description = "Connections of the client.", DefaultValueFactory = _ => 32 };
        var rate = new Option<int>("--rate") { Description = "Hooks per second of the open loop (e).", DefaultValueFactory = _ => 500 };
        var only = new Option<string>("--only") { Description = "Which measurements, as in a,b,e.", DefaultValueFactory = _ => All };
        var json = new Option<string?>("--json") { Description = "A file for the results." };
        var messages = new Option<string>("--messages") { Description = "Sizes of the store for the pages.", DefaultValueFactory = _ => "10000,1000000,10000000" };
        var sockets = new Option<int>("--sockets") { Description = "Idle sockets (i), and those who follow while nodes are killed (j); each needs a file descriptor here and in the server.", DefaultValueFactory = _ => 10_000 };
        var nodes = new Option<int>("--nodes") { Description = "Servers on the one PostgreSQL (a, b, e, h, j).", DefaultValueFactory = _ => 1 };
        var root = new RootCommand("Measures a Confab server beside the least that any server on this framework does.") { database, seconds, connections, rate, only, json, messages, sockets, nodes };
        root.SetAction((parsed, _) => run(new Options(parsed.GetRequiredValue(database), parsed.GetValue(seconds), parsed.GetValue(connections), parsed.GetValue(rate),
            parsed.GetRequiredValue(only), parsed.GetValue(json), [.. parsed.GetRequiredValue(messages).Split(',').Select(int.Parse)], parsed.GetValue(sockets), parsed.GetValue(nodes))));
        return root.Parse(args).InvokeAsync();
    }
}
