using System.ComponentModel.DataAnnotations;
using HybridRec.Engine.Content;

namespace HybridRec.Evaluation.Content;

/// <summary>How a content study or an audit is made.</summary>
public sealed record ContentStudyOptions
{
    /// <summary>Networks trained, each with a seed of its own: <see cref="Seed"/>, <see cref="Seed"/> + 1, …</summary>
    /// <value>Default 3.</value>
    [Range(1, 100)]
    public int Seeds { get; init; } = 3;

    /// <summary>Seed of all chance.</summary>
    /// <value>Default 1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether the networks learn the training clips' labels as tags too, as training does with the tags of a library; a
    /// content study then also trains networks that do not.
    /// </summary>
    /// <value>Default true.</value>
    public bool Supervised { get; init; } = true;

    /// <summary>A trained network to measure in place of training one; null to train.</summary>
    public string? NetworkFile { get; init; }

    /// <summary>
    /// Folder in which networks are kept as they are trained, from which another study or audit by the same program of the same clips
    /// with the same options takes them; an interrupted one goes on where it was. Null keeps none.
    /// </summary>
    public string? KeptNetworks { get; init; }

    /// <summary>How clips without a given split are divided.</summary>
    public SplitPlan Split { get; init; } = SplitPlan.HoldOut(1);

    /// <summary>Size and training of the networks.</summary>
    public ContentOptions Network { get; init; } = new();
}
