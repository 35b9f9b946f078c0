using System.Diagnostics;
using Confab.Demo;
using Confab.Faults.Fakes;
using Confab.Faults.Loads;
using Confab.Faults.Servers;

namespace Confab.Faults;

/// <summary>All that takes part while one fault is tried: servers, pretend providers and receivers, the load and its ledger.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private Scene(Options options, Postgres? postgres)
    {
        Options = options;
        Postgres = postgres;
    }

    /// <summary>What was asked for.</summary>
    public Options Options { get; }

    /// <summary>The database server that the nodes share, if any.</summary>
    public Postgres? Postgres { get; }

    /// <summary>The servers.</summary>
    public Installation Installation { get; private set; } = null!;

    /// <summary>LINE, which honours retry keys.</summary>
    public FakeLine Line { get; private set; } = null!;

    /// <summary>Twilio, which knows none.</summary>
    public Carrier Carrier { get; private set; } = null!;

    /// <summary>The providers of all channels; null where people write on LINE and by Twilio only.</summary>
    public AllProviders? Providers { get; private set; }

    /// <summary>Who writes and is written to.</summary>
    public IReadOnlyList<User> Users { get; private set; } = [];

    /// <summary>The customer's webhook receiver.</summary>
    public Receiver Receiver { get; private set; } = null!;

    /// <summary>Where the flow calls.</summary>
    public Sink Sink { get; private set; } = null!;

    /// <summary>What was acknowledged.</summary>
    public Ledger Ledger { get; } = new();

    /// <summary>The users.</summary>
    public Load Load { get; private set; } = null!;

    /// <summary>A number that changes whenever anything goes out.</summary>
    public int Traffic => Receiver.Count + Carrier.Count + Line.Tries.Count + Sink.Count + (Providers?.Each.Sum(provider => provider.Taken.Count) ?? 0);

    /// <summary>Starts everything but the load.</summary>
    public static async Task<Scene> StartAsync(Options options, Place place, Postgres? postgres, bool onAllChannels)
    {
        var scene = new Scene(options, postgres);
        try
        {
            await scene.StartAsync(place, onAllChannels);
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until so much more has been acknowledged: a fault that strikes no traffic shows nothing.</summary>
    /// <exception cref="TimeoutException">It was not, within half a minute.</exception>
    public async Task ProgressAsync(int more)
    {
        var (begin, from) = (Stopwatch.GetTimestamp(), Ledger.Count);
        while (Ledger.Count < from + more)
        {
            if (Stopwatch.GetElapsedTime(begin) > TimeSpan.FromSeconds(30))
                throw new TimeoutException($"only {Ledger.Count - from} messages were acknowledged in half a minute without a fault");
            await Task.Delay(20);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Load?.Dispose();
        Installation?.Dispose();
        Receiver?.Door.Dispose();
        if (Providers is not null)
            await Providers.DisposeAsync();
        foreach (var server in (LocalServer?[])[Line, Carrier, Receiver, Sink])
            if (server is not null)
                await server.DisposeAsync();
    }

    private async Task StartAsync(Place place, bool onAllChannels)
    {
        Line = await FakeLine.StartAsync(SetUp.LineToken);
        Carrier = await Carrier.StartedAsync();
        Providers = onAllChannels ? await AllProviders.StartedAsync(Line, Carrier) : null;
        Receiver = await Receiver.StartedAsync();
        Sink = await Sink.StartedAsync();
        Installation = await Installation.StartAsync(place, Postgres is null ? null : await Postgres.CreateAsync(),
        [
            $"--Confab:Line:ApiUrl={Line.Address}", $"--Confab:Twilio:ApiUrl={Carrier.Address}", "--Confab:Webhooks:AllowPrivateNetworks=true",
            $"--Confab:Webhooks:RetrySeconds=0.2,0.5{string.Concat(Enumerable.Repeat(",1", 600))}", "--Confab:Webhooks:TimeoutSeconds=2",
            "--Confab:RateLimit:Enabled=false", "--Logging:LogLevel:Default=Warning", .. Providers?.Settings ?? []
        ]);
        Users = await SetUp.RunAsync(Installation.Url, Installation.Key, Receiver.Door.Address, Sink.Address, Providers);
        Load = new Load(Installation.Url, Installation.Key, Ledger, Users, onAllChannels ? Options.Outage / 30 : Load.Usual);
    }
}
