using System.CommandLine;
using System.Reflection;

namespace Confab.Cli;

/// <summary>The options by which every command finds its settings.</summary>
internal sealed class ServerOptions
{
    private readonly Option<string?> data = new("--data") { Description = "The data folder (Confab:Data)." };
    private readonly Option<string?> config = new("--config") { Description = "The settings file; else confab.json in the data folder." };

    /// <summary>Adds the options to a command, which then also takes any setting as <c>--Confab:Section:Key=value</c>.</summary>
    public ServerOptions(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(config);
        command.TreatUnmatchedTokensAsErrors = false;
    }

    /// <summary>All settings: the defaults, then the file, then the environment, then the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="more">Settings that win over all, or null.</param>
    public IConfiguration Read(ParseResult parsed, Dictionary<string, string?>? more = null)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (parsed.GetValue(data) is { } folder)
            given["Confab:Data"] = folder;
        foreach (var token in parsed.UnmatchedTokens)
            given[Key(token)] = token[(token.IndexOf('=', StringComparison.Ordinal) + 1)..];
        foreach (var (key, value) in more ?? [])
            given[key] = value;
        return Read(parsed.GetValue(config), given);
    }

    /// <summary>The settings from a file or null, and others that win over it.</summary>
    public static IConfiguration Read(string? file, IEnumerable<KeyValuePair<string, string?>> given)
    {
        var settings = given.ToList();
        var folder = Layers(null, settings)["Confab:Data"] ?? "";
        if (file is not null && !File.Exists(file))
            throw new SettingsException([$"--config {file}: there is no such file."]);
        return Layers(Path.GetFullPath(file ?? Path.Combine(folder, "confab.json")), settings);
    }

    private static string Key(string token) =>
        token.StartsWith("--", StringComparison.Ordinal) && token.IndexOf('=', StringComparison.Ordinal) is > 2 and var end && token[..end].Contains(':', StringComparison.Ordinal)
            ? token[2..end] : throw new SettingsException([$"{token}: is no option and no setting; a setting is given as --Confab:Section:Key=value."]);

    private static IConfigurationRoot Layers(string? file, List<KeyValuePair<string, string?>> given)
    {
        var builder = new ConfigurationBuilder().AddJsonStream(Assembly.GetExecutingAssembly().GetManifestResourceStream("confab.defaults.json")!);
        if (file is not null)
            builder.AddJsonFile(file, optional: true);
        try
        {
            return builder.AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddInMemoryCollection(given).Build();
        }
        catch (InvalidDataException e)
        {
            throw new SettingsException([$"{file}: {e.InnerException?.Message ?? "is no valid JSON."}"]);
        }
    }
}
