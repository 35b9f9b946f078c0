using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Confab.Load;

/// <summary>The measurements, in the order in which they are made.</summary>
internal sealed class Benchmark(Options options, Report report, FakeLine line, Receiver receiver)
{
    private const int People = 10_000;
    private const int Sample = 10_000;
    private const int Starts = 5;
    private const int EndpointCount = 50;
    private const int Talkers = 100;
    private const int CrowdEvents = 60;
    private static readonly TimeSpan Pings = TimeSpan.FromSeconds(70);
    private const string Hook = "hook -> stored, no endpoint";
    private const string Delivered = "hook -> stored and webhook delivered";
    private const string Sent = "POST .../messages, pushed, webhooks delivered";
    private const string Messages = "page of 50 messages";
    private const string Conversations = "page of 25 conversations";

    /// <summary>Makes those that were asked for.</summary>
    public async Task RunAsync()
    {
        Console.Error.WriteLine("publishing");
        var confab = await Programs.PublishAsync("src/Confab", "confab");
        if (options.Has("abcd"))
        {
            var floor = await Programs.PublishAsync("bench/Floor", "Floor");
            await FloorAsync(floor, "none");
            await FloorAsync(floor, options.Kind);
        }
        if (options.Has("abef"))
            await WritesAsync(confab);
        if (options.Has("h"))
            await EndpointsAsync(confab);
        if (options.Has("cdg"))
            foreach (var count in options.Has("g") ? options.Messages : options.Messages.Take(1))
                await PagesAsync(confab, count);
        if (options.Has("i"))
            await SocketsAsync(confab);
        if (options.Has("j"))
            await CrowdAsync(confab);
        report.AddFact("retry keys pushed to LINE", $"{line.Pushed:N0} different, {line.Repeated} repeated");
    }

    /// <summary>The least that any server does for the same requests.</summary>
    private async Task FloorAsync(string program, string mode)
    {
        await using var store = await Store.NewAsync(options.Database);
        await using var server = await ServerProcess.StartAsync(program, "--mode", mode, "--database", store.Target, "--receiver", receiver.Address, "--line", line.Address);
        var target = new Target($"floor, {mode}", mode == "postgres" ? store.Postmaster : null, server);
        if (options.Has("a"))
        {
            await MeasureAsync("a", Hook, target, () => new HookRequests("/hook", "secret", People), 0);
            await MeasureAsync("a", Delivered, target, () => new HookRequests("/hook/delivered", "secret", People), 1);
        }
        if (options.Has("b"))
            await MeasureAsync("b", Sent, target, () => new SendRequests("", $"/send?conversation={SendRequests.NoId}", [SendRequests.NoId]), 2);
        if (options.Has("c"))
            await MeasureAsync("c", Messages, target, new PageRequests("", [.. Enumerable.Range(0, 100).Select(i => $"/messages?conversation={i}&size=50")]));
        if (options.Has("d"))
            await MeasureAsync("d", Conversations, target, new PageRequests("", [.. Enumerable.Range(0, 100).Select(i => $"/messages?conversation={i}&size=25")]));
    }

    private async Task WritesAsync(string program)
    {
        await using var store = await Store.NewAsync(options.Database);
        await using (var confab = await Confab.StartAsync(program, store, line, options.Nodes))
        {
            var target = new Target(Report.Confab, store.Postmaster, confab.Servers);
            var hooks = await confab.AddLineAsync(People);
            await OpenConversationsAsync(confab, hooks);
            if (options.Has("a"))
                await MeasureAsync("a", Hook, target, hooks, 0);
            await confab.SetWebhookAsync(receiver.Address + "/hook");
            if (options.Has("a"))
                await MeasureAsync("a", Delivered, target, hooks, 1);
            if (options.Has("b"))
            {
                var ids = await confab.ConversationsAsync();
                await MeasureAsync("b", Sent, target, () => new SendRequests(confab.Key, $"/v1.0/conversations/{SendRequests.NoId}/messages", ids), 2);
            }
            if (options.Has("e"))
                await LatencyAsync(target, hooks);
            if (options.Has("f") && report.Results.Where(result => result.Program == Report.Confab).Select(result => result.MaxMemory).DefaultIfEmpty().Max() is > 0 and var max)
                report.AddFact("memory under load, most", $"{max:N0} MB");
        }
        if (options.Has("f"))
            await StartsAsync(program, store);
    }

    /// <summary>Everybody writes once: a conversation each, and a name looked up for each in the background.</summary>
    private async Task OpenConversationsAsync(Confab confab, Func<Requests> hooks)
    {
        var (begin, before) = (Stopwatch.GetTimestamp(), line.Profiles);
        await new Loop([confab.Server.Address], options.Connections).ClosedAsync(hooks, People);
        while (line.Profiles - before < People && Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMinutes(3))
            await Task.Delay(50);
        await Meter.QuietAsync([confab.Server.Id], TimeSpan.FromSeconds(30));
        report.AddFact($"{People:N0} first messages, each with a profile looked up", $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:N1} s");
    }

    /// <summary>From a hook that is due to its webhook received, at a steady rate.</summary>
    private async Task LatencyAsync(Target target, Func<Requests> hooks)
    {
        var due = new Dictionary<long, long>();
        var times = new Histogram();
        receiver.Arrived = number =>
        {
            lock (due)
                if (due.Remove(number, out var at))
                    times.Record(Stopwatch.GetElapsedTime(at));
        };
        var loop = new Loop(target.Addresses, options.Connections);
        await loop.OpenAsync(hooks, options.Rate, options.WarmUp, (_, _) => { });
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
        receiver.Begin(Loop.NextNumber);
        using var meter = new Meter(target.Ids, target.Postmaster);
        var answers = await loop.OpenAsync(hooks, options.Rate, options.Time, (number, at) =>
        {
            lock (due)
                due[number] = at;
        });
        await receiver.WaitAsync(answers.Times.Count, TimeSpan.FromSeconds(30));
        receiver.Arrived = null;
        report.Add(Row("e", $"hook -> webhook received, at {options.Rate}/s", target, times.Count / answers.Elapsed.TotalSeconds, times, answers.Errors + answers.Times.Count - times.Count, times.Count, meter));
    }

    /// <summary>From a hook that is due to its webhook received, at each of many endpoints: first all of them well, then one dead.</summary>
    private async Task EndpointsAsync(string program)
    {
        await using var store = await Store.NewAsync(options.Database);
        await using var confab = await Confab.StartAsync(program, store, line, options.Nodes);
        using var endpoints = new Endpoints();
        using var dead = new DeadEndpoint();
        var target = new Target(Report.Confab, store.Postmaster, confab.Servers);
        var hooks = await confab.AddLineAsync(People);
        var ids = new List<string>();
        for (var i = 0; i < EndpointCount; i++)
            ids.Add(await confab.AddEndpointAsync($"{endpoints.Address}/{i}"));
        var rate = Math.Max(1, options.Rate / EndpointCount);
        await new Loop(target.Addresses, options.Connections).OpenAsync(hooks, rate, options.WarmUp, (_, _) => { });
        await EndpointsAsync($"hook -> {EndpointCount} endpoints, at {rate}/s", target, hooks, endpoints, rate, EndpointCount);
        await confab.MoveEndpointAsync(ids[0], dead.Address);
        await EndpointsAsync("the same, one endpoint dead", target, hooks, endpoints, rate, EndpointCount - 1);
    }

    private async Task EndpointsAsync(string what, Target target, Func<Requests> hooks, Endpoints endpoints, int rate, int living)
    {
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
        var (due, times) = (new Dictionary<long, long>(), new Histogram());
        endpoints.Arrived = number =>
        {
            lock (due)
                if (due.TryGetValue(number, out var at))
                    times.Record(Stopwatch.GetElapsedTime(at));
        };
        using var meter = new Meter(target.Ids, target.Postmaster);
        var answers = await new Loop(target.Addresses, options.Connections).OpenAsync(hooks, rate, options.Time, (number, at) =>
        {
            lock (due)
                due[number] = at;
        });
        for (var waited = 0; waited < 300 && times.Count < answers.Times.Count * living; waited++)
            await Task.Delay(100);
        endpoints.Arrived = null;
        report.Add(Row("h", what, target, times.Count / answers.Elapsed.TotalSeconds, times, answers.Errors + answers.Times.Count * living - times.Count, times.Count, meter));
    }

    private async Task StartsAsync(string program, Store store)
    {
        var times = new List<double>();
        for (var i = 0; i < Starts; i++)
        {
            await using var confab = await Confab.StartAsync(program, store, line);
            times.Add(confab.Server.StartTime.TotalSeconds);
            if (i < Starts - 1)
                continue;
            await Meter.QuietAsync([confab.Server.Id], TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromSeconds(5));
            report.AddFact("idle memory, after a start on this data", $"{Meter.Memory(confab.Server.Id) / 1e6:N0} MB");
        }
        report.AddFact("start on existing data until ready", string.Join(", ", times.Select(time => time.ToString("N2"))) + " s");
    }

    /// <summary>Pages of a store with so many messages.</summary>
    private async Task PagesAsync(string program, int count)
    {
        await using var store = await Store.NewAsync(options.Database);
        await using (var first = await Confab.StartAsync(program, store, line))
        {
            await new Loop([first.Server.Address], 1).ClosedAsync(await first.AddLineAsync(1), 1);
            await Meter.QuietAsync([first.Server.Id], TimeSpan.FromSeconds(10));
        }
        var begin = Stopwatch.GetTimestamp();
        var made = await Filling.RunAsync(store, count);
        report.AddFact($"filling in {count:N0} messages", $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:N0} s");
        await using var confab = await Confab.StartAsync(program, store, line);
        report.AddFact($"start on {count:N0} messages until ready", $"{confab.Server.StartTime.TotalSeconds:N2} s");
        var target = new Target(Report.Confab, store.Postmaster, confab.Server);
        var smallest = count == options.Messages[0];
        var sample = Enumerable.Range(0, Math.Min(made.Count, Sample)).Select(i => made[(int)((long)i * made.Count / Math.Min(made.Count, Sample))]).ToList();
        if (options.Has("c") || !smallest)
            await MeasureAsync(smallest ? "c" : "g", smallest ? Messages : $"{Messages} of {count:N0}", target,
                new PageRequests(confab.Key, [.. sample.Select(it => $"/v1.0/conversations/{it.Id}/messages?page_size=50")]));
        if (options.Has("d") || !smallest)
            await MeasureAsync(smallest ? "d" : "g", smallest ? Conversations : $"{Conversations} of {count:N0}", target, new PageRequests(confab.Key,
                [.. sample.Skip(25).Select(it => $"/v1.0/conversations?page_size=25&page_token={it.Time.ToString("yyyy-MM-dd'%20'HH:mm:ss.ffffff", CultureInfo.InvariantCulture)}")]));
    }

    /// <summary>From a hook that is due to its event received over a socket, beside many sockets that are idle; and what these take of memory.</summary>
    private async Task SocketsAsync(string program)
    {
        await using var store = await Store.NewAsync(options.Database);
        await using var confab = await Confab.StartAsync(program, store, line);
        var target = new Target(Report.Confab, store.Postmaster, confab.Server);
        var (hooks, topic, times, due) = (await confab.AddLineAsync(Talkers), await confab.TopicAsync(), new Histogram(), new Dictionary<long, long>());
        var loop = new Loop(target.Addresses, options.Connections);
        await loop.ClosedAsync(hooks, Talkers);
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
        report.AddFact("memory before any socket", $"{Meter.Memory(confab.Server.Id) / 1e6:N0} MB");

        var (begin, followers) = (Stopwatch.GetTimestamp(), new List<Follower>());
        while (followers.Count < options.Sockets)
            followers.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(100, options.Sockets - followers.Count)).Select(_ => Follower.OpenAsync(confab.Server.Address, confab.Key, $"{topic}:{Guid.NewGuid()}"))));
        report.AddFact($"opening {options.Sockets:N0} sockets", $"{Stopwatch.GetElapsedTime(begin).TotalSeconds:N1} s");
        using var idle = new Meter(target.Ids, target.Postmaster);
        await Task.Delay(Pings);
        report.AddFact($"memory with {options.Sockets:N0} idle sockets, most in {Pings.TotalSeconds:N0} s", $"{idle.MaxMemory / 1e6:N0} MB, {followers.Count(follower => follower.HasEnded)} lost, {idle.Cpu.Server / Pings.TotalSeconds:P1} of a core");

        using var follows = await Follower.OpenAsync(confab.Server.Address, confab.Key, topic, number =>
        {
            lock (due)
                if (due.Remove(number, out var at))
                    times.Record(Stopwatch.GetElapsedTime(at));
        });
        await loop.OpenAsync(hooks, options.Rate, options.WarmUp, (_, _) => { });
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
        using var meter = new Meter(target.Ids, target.Postmaster);
        var answers = await loop.OpenAsync(hooks, options.Rate, options.Time, (number, at) =>
        {
            lock (due)
                due[number] = at;
        });
        for (var tries = 0; tries < 100 && times.Count < answers.Times.Count; tries++)
            await Task.Delay(100);
        report.Add(Row("i", $"hook -> event over a socket, at {options.Rate}/s", target, times.Count / answers.Elapsed.TotalSeconds, times, answers.Errors + answers.Times.Count - times.Count, times.Count, meter));
        followers.ForEach(follower => follower.Dispose());
    }

    /// <summary>Whether each of many who follow gets all, once and in order, while nodes are killed.</summary>
    private async Task CrowdAsync(string program)
    {
        if (options.Nodes < 2)
            throw new InvalidOperationException("j needs --nodes 2 or more, on PostgreSQL.");
        await using var store = await Store.NewAsync(options.Database);
        await using var confab = await Confab.StartAsync(program, store, line, options.Nodes);
        var (hooks, loop) = (await confab.AddLineAsync(Talkers), new Loop([confab.Server.Address], Talkers));
        await Crowd.RunAsync(confab, options.Sockets, () => loop.ClosedAsync(hooks, CrowdEvents), report);
    }

    private Task MeasureAsync(string id, string what, Target target, PageRequests pages) => MeasureAsync(id, what, target, () => pages, 0);

    /// <summary>As fast as answers come; where a message makes events, until the last of them has arrived.</summary>
    private async Task MeasureAsync(string id, string what, Target target, Func<Requests> make, int events)
    {
        var loop = new Loop(target.Addresses, options.Connections);
        receiver.Begin(Loop.NextNumber);
        var warm = await loop.ClosedAsync(make, options.WarmUp);
        await receiver.WaitAsync(warm.Times.Count * events, TimeSpan.FromSeconds(60));
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
        receiver.Begin(Loop.NextNumber);
        using var meter = new Meter(target.Ids, target.Postmaster);
        var answers = await loop.ClosedAsync(make, options.Time);
        foreach (var server in target.Servers)
            server.RequireAlive();
        if (events == 0)
        {
            report.Add(Row(id, what, target, answers.Rate, answers.Times, answers.Errors, answers.Times.Count, meter));
            return;
        }
        await receiver.WaitAsync(answers.Times.Count * events, options.Time * 6 + TimeSpan.FromSeconds(30));
        var (arrived, took) = (receiver.Count / events, Stopwatch.GetElapsedTime(answers.Begin, receiver.Last).TotalSeconds);
        report.Add(Row(id, what, target, arrived / took, answers.Times, answers.Errors + answers.Times.Count - arrived, arrived, meter));
        await Meter.QuietAsync(target.Ids, TimeSpan.FromSeconds(10));
    }

    private static Result Row(string id, string what, Target target, double rate, Histogram times, long errors, long done, Meter meter)
    {
        var (cpu, thousands) = (meter.Cpu, Math.Max(1, done) / 1000.0);
        return new Result(id, what, target.Name, rate, times.Percentile(0.5), times.Percentile(0.9), times.Percentile(0.99), times.Max, errors,
            cpu.Server / thousands, cpu.Database / thousands, cpu.Client / thousands, meter.MaxMemory / 1e6);
    }

    /// <summary>A program under measurement.</summary>
    private sealed record Target(string Name, int? Postmaster, params IReadOnlyList<ServerProcess> Servers)
    {
        public IReadOnlyList<IPEndPoint> Addresses => [.. Servers.Select(server => server.Address)];

        public IReadOnlyList<int> Ids => [.. Servers.Select(server => server.Id)];
    }
}
