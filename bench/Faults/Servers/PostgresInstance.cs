namespace Confab.Faults.Servers;

/// <summary>A private PostgreSQL in a folder of its own, from the programs that are installed.</summary>
internal sealed class PostgresInstance : IAsyncDisposable
{
    private readonly string folder;

    private PostgresInstance(string folder) => this.folder = folder;

    /// <summary>Where PostgreSQL's programs are: the newest of Debian's folders, else wherever the path finds them.</summary>
    public static string Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => double.Parse(Path.GetFileName(path))).Select(path => Path.Combine(path, "bin")).FirstOrDefault("") : "";

    /// <summary>Its port, on the loopback address only.</summary>
    public int Port { get; } = Node.FreePort();

    private string Data => Path.Combine(folder, "data");

    /// <summary>Makes one and starts it.</summary>
    public static async Task<PostgresInstance> StartAsync()
    {
        var instance = new PostgresInstance(Directory.CreateTempSubdirectory("confab-faults-pg-").FullName);
        if (Environment.IsPrivilegedProcess)
            await Command.RunAsync("chown", "postgres", instance.folder);
        await RunAsync("initdb", "-D", instance.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C");
        await instance.StartAgainAsync();
        return instance;
    }

    /// <summary>Starts it where it was stopped, and waits until it takes connections.</summary>
    public Task StartAgainAsync() => RunAsync("pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(folder, "log"),
        "-o", $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=300");

    /// <summary>Stops it without a word to anybody, as a crash does.</summary>
    public Task StopNowAsync() => RunAsync("pg_ctl", "stop", "-w", "-s", "-D", Data, "-m", "immediate");

    /// <summary>Stands all its processes still.</summary>
    public async Task FreezeAsync()
    {
        await Command.SignalAsync("STOP", Main);
        await Command.SignalAsync("STOP", Children());
    }

    /// <summary>Lets them go on.</summary>
    public Task ResumeAsync() => Command.SignalAsync("CONT", [.. Children(), Main]);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await ResumeAsync();
            await StopNowAsync();
        }
        Directory.Delete(folder, recursive: true);
    }

    private int Main => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());

    private int[] Children() => [.. Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).Where(id => id > 0 && ParentOf(id) == Main)];

    private static int ParentOf(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Runs one of its programs; it refuses to be run by root.</summary>
    private static Task RunAsync(string program, params string[] args)
    {
        string[] command = [Path.Combine(Programs, program), .. args];
        return Environment.IsPrivilegedProcess ? Command.RunAsync("runuser", ["-u", "postgres", "--", .. command]) : Command.RunAsync(command[0], command[1..]);
    }
}
