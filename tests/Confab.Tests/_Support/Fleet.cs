using System.Collections.Concurrent;

namespace Confab.Tests;

/// <summary>
/// Real nodes on one database, and what stands before them: each request goes to the next node. What a node that is told to stop cuts is
/// repeated at another, as providers and clients do; everything else that breaks or is refused is a fault.
/// </summary>
internal sealed class Fleet : DelegatingHandler
{
    private readonly string data;
    private readonly string[] settings;
    private readonly ConcurrentQueue<string> faults = new();
    private volatile Node[] nodes = [];
    private int next;

    public Fleet(string data, params string[] settings) : base(new SocketsHttpHandler())
    {
        (this.data, this.settings) = (data, settings);
        Http = new HttpClient(this, disposeHandler: false) { BaseAddress = new Uri("http://fleet"), Timeout = TimeSpan.FromMinutes(1) };
    }

    /// <summary>Calls it.</summary>
    public HttpClient Http { get; }

    /// <summary>What went wrong, and what the nodes that have left wrote of errors.</summary>
    public IReadOnlyCollection<string> Faults => faults;

    /// <summary>Starts a node; it gets its share of the requests from when it is ready.</summary>
    public async Task<Node> JoinAsync(Binary binary)
    {
        var url = RealProcess.FreeUrl();
        var node = new Node(await RealProcess.ServeAsync(binary, url, data, settings), new Uri(url));
        nodes = [.. nodes, node];
        return node;
    }

    /// <summary>Tells a node to stop while requests still go to it; returns when it has ended.</summary>
    public async Task LeaveAsync(Node node)
    {
        node.Answers.ShouldBePositive("it took no part");
        node.IsStopping = true;
        (await node.Process.StopAsync()).ShouldBe(0, node.Process.Output);
        nodes = [.. nodes.Where(other => other != node)];
        if (node.Process.Output.Contains("\nfail: ", StringComparison.Ordinal) || node.Process.Output.Contains("\ncrit: ", StringComparison.Ordinal))
            faults.Enqueue(node.Process.Output);
        node.Process.Dispose();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (var path = request.RequestUri!.PathAndQuery; ;)
        {
            var (all, turn) = (nodes, (uint)Interlocked.Increment(ref next));
            var node = all[turn % all.Length];
            request.RequestUri = new Uri(node.Url, path);
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                await answer.Content.LoadIntoBufferAsync(cancellationToken);
                if (!answer.IsSuccessStatusCode)
                    faults.Enqueue($"{request.Method} {request.RequestUri} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
                node.CountAnswer();
                return answer;
            }
            catch (HttpRequestException) when (node.IsStopping)
            {
            }
            catch (Exception e)
            {
                faults.Enqueue($"{request.Method} {request.RequestUri}: {e}");
                throw;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        Http.Dispose();
        foreach (var node in nodes)
            node.Process.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A node that takes requests.</summary>
    internal sealed class Node(RealProcess process, Uri url)
    {
        private int answers;

        public RealProcess Process { get; } = process;

        public Uri Url { get; } = url;

        public bool IsStopping { get; set; }

        public int Answers => answers;

        public void CountAnswer() => Interlocked.Increment(ref answers);
    }
}
