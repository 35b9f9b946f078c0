namespace Confab.Faults.Servers;

/// <summary>The servers of one installation: one on SQLite, three behind a load balancer on PostgreSQL.</summary>
internal sealed class Installation : IDisposable
{
    private const string Label = "queue depth";

    private readonly Balancer? balancer;

    private Installation(IDatabase database, IReadOnlyList<Node> nodes, Balancer? balancer)
    {
        Database = database;
        Nodes = nodes;
        this.balancer = balancer;
    }

    /// <summary>The database.</summary>
    public IDatabase Database { get; }

    /// <summary>The servers.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Where clients and providers call.</summary>
    public string Url => balancer?.Address ?? $"http://127.0.0.1:{Nodes[0].Port}";

    /// <summary>The first admin's access key, which the node that came first to the empty database left.</summary>
    public string Key => File.ReadAllText(Nodes.Select(node => Path.Combine(node.Data, "admin.key")).First(File.Exists)).Trim();

    /// <summary>Starts all servers.</summary>
    public static async Task<Installation> StartAsync(Place place, PostgresDatabase? postgres, IReadOnlyList<string> settings)
    {
        IDatabase database = postgres is null ? new SqliteFile(place.Data(0)) : postgres;
        var nodes = new List<Node>();
        Balancer? balancer = null;
        var own = new List<string>(settings) { $"--Confab:Database={database.Setting}" };
        for (var i = 0; i < (postgres is null ? 1 : 3); i++)
            nodes.Add(new Node(place, i, own));
        if (postgres is not null)
        {
            balancer = new Balancer([.. nodes.Select(node => node.Port)], port => nodes.First(node => node.Port == port).IsReadyAsync()).Open();
            own.Add($"--Confab:PublicUrl={balancer.Address}");
        }
        var installation = new Installation(database, nodes, balancer);
        try
        {
            foreach (var node in nodes)
                await node.StartAsync();
            return installation;
        }
        catch
        {
            installation.Dispose();
            throw;
        }
    }

    /// <summary>What <c>confab status</c> says, and how many jobs wait or run by that.</summary>
    public async Task<(int Waiting, string Status)> StatusAsync()
    {
        var status = await Command.RunAsync("dotnet", Node.Program, "status", "--data", Nodes[0].Data, $"--Confab:Database={Database.Setting}");
        return (int.Parse(status.Split('\n').First(line => line.StartsWith(Label, StringComparison.Ordinal))[Label.Length..]), status.Trim());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        balancer?.Dispose();
        foreach (var node in Nodes)
            node.Dispose();
    }
}
