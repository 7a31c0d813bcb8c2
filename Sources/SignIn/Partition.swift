/// A group of regions with its own host names, from the AWS partitions file.
package enum Partition: String, Sendable, CaseIterable {
    case aws
    case awsCN = "aws-cn"
    case awsUSGov = "aws-us-gov"
    case awsEUSC = "aws-eusc"
    case awsISO = "aws-iso"
    case awsISOB = "aws-iso-b"
    case awsISOE = "aws-iso-e"
    case awsISOF = "aws-iso-f"

    /// A region that matches no prefix belongs to `aws`.
    static func of(_ region: Region) -> Partition {
        allCases.first { partition in partition.prefixes.contains { region.name.hasPrefix($0) } } ?? .aws
    }

    /// The prefixes of the region names. `aws` has none, because `us-` would also match `us-gov-`.
    private var prefixes: [String] {
        switch self {
        case .aws: []
        case .awsCN: ["cn-"]
        case .awsUSGov: ["us-gov-"]
        case .awsEUSC: ["eusc-de-"]
        case .awsISO: ["us-iso-"]
        case .awsISOB: ["us-isob-"]
        case .awsISOE: ["eu-isoe-"]
        case .awsISOF: ["us-isof-"]
        }
    }

    /// The part of the sign-in host after `{region}.`.
    var signInSuffix: String {
        switch self {
        case .aws: "signin.aws.amazon.com"
        case .awsCN: "signin.amazonaws.cn"
        case .awsUSGov: "signin.amazonaws-us-gov.com"
        case .awsEUSC: "signin.amazonaws-eusc.eu"
        case .awsISO: "signin.c2shome.ic.gov"
        case .awsISOB: "signin.sc2shome.sgov.gov"
        case .awsISOE: "signin.csphome.adc-e.uk"
        case .awsISOF: "signin.csphome.hci.ic.gov"
        }
    }

    var dnsSuffix: String {
        switch self {
        case .aws, .awsUSGov: "amazonaws.com"
        case .awsCN: "amazonaws.com.cn"
        case .awsEUSC: "amazonaws.eu"
        case .awsISO: "c2s.ic.gov"
        case .awsISOB: "sc2s.sgov.gov"
        case .awsISOE: "cloud.adc-e.uk"
        case .awsISOF: "csp.hci.ic.gov"
        }
    }

    var dualStackSuffix: String {
        switch self {
        case .aws, .awsUSGov: "api.aws"
        case .awsCN: "api.amazonwebservices.com.cn"
        case .awsEUSC: "api.amazonwebservices.eu"
        case .awsISO: "api.aws.ic.gov"
        case .awsISOB: "api.aws.scloud"
        case .awsISOE: "api.cloud-aws.adc-e.uk"
        case .awsISOF: "api.aws.hci.ic.gov"
        }
    }
}

extension Region {
    package var partition: Partition { .of(self) }
}
