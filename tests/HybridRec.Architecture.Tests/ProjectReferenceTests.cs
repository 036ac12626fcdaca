using System.Xml.Linq;

namespace HybridRec.Architecture.Tests;

/// <summary>Keeps the house's rooms apart: which project may reference which, and where a library may be named.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["HybridRec.Engine"] = [],
        ["HybridRec.Engine.Storage"] = ["HybridRec.Engine"],
        ["HybridRec.Evaluation"] = ["HybridRec.Engine"],
        ["HybridRec.Eval.Cli"] = ["HybridRec.Engine", "HybridRec.Engine.Storage", "HybridRec.Evaluation"],
        ["HybridRec.Jobs"] = ["HybridRec.Engine", "HybridRec.Engine.Storage", "HybridRec.Evaluation"],
        ["HybridRec.Jobs.Cli"] =
            ["HybridRec.Jobs", "HybridRec.Engine", "HybridRec.Engine.Storage", "HybridRec.Evaluation"],
        ["HybridRec.Api"] = ["HybridRec.Engine", "HybridRec.Engine.Storage", "HybridRec.Jobs"],
    };

    [Fact]
    public void Projects_ReferenceOnlyWhatTheArchitectureAllows()
    {
        List<string> violations = [];
        foreach (string project in Projects())
        {
            string name = Path.GetFileNameWithoutExtension(project);
            IEnumerable<string> references = XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            violations.AddRange(references
                .Where(reference => !Allowed[name].Contains(reference))
                .Select(reference => $"{name} references {reference}"));
        }

        Assert.Empty(violations);
    }

    [Fact]
    public void Engine_NamesNoDatabaseWebOrNetworkPackage()
    {
        string engine = Path.Combine(Repository.Root, "engine", "HybridRec.Engine", "HybridRec.Engine.csproj");

        string[] packages = [.. XDocument.Load(engine).Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")!.Value)];

        Assert.Equal(["System.Numerics.Tensors"], packages);
    }

    [Fact]
    public void Api_UsesJobsOnlyInProgramJobEndpointsAndDemo()
    {
        string[] elsewhere = [.. Repository.SourceFiles(Path.Combine("api", "HybridRec.Api"))
            .Where(file => UsesJobs(File.ReadAllText(file)))
            .Select(Repository.Relative)
            .Where(file => file != "api/HybridRec.Api/Program.cs"
                && !file.StartsWith("api/HybridRec.Api/Demo/", StringComparison.Ordinal)
                && !file.EndsWith("JobEndpoints.cs", StringComparison.Ordinal))];

        Assert.Empty(elsewhere);
    }

    [Fact]
    public void Projects_AreAllInTheSolution()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "HybridRec.sln"));

        string[] missing = [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Select(file => Path.GetFileName(file))
            .Where(file => !solution.Contains(file))];

        Assert.Empty(missing);
    }

    // A page may tell people the command that runs a job; what it may not do is call one.
    private static bool UsesJobs(string source) =>
        source.Contains("using HybridRec.Jobs") || source.Contains("HybridRec.Jobs.Imports.")
            || source.Contains("HybridRec.Jobs.Training.");

    private static IEnumerable<string> Projects() => new[] { "engine", "eval", "jobs", "api" }
        .SelectMany(top => Directory.EnumerateFiles(
            Path.Combine(Repository.Root, top), "*.csproj", SearchOption.AllDirectories));
}
